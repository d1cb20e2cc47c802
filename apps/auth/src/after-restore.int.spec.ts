// Real: PostgreSQL, as the service's own role. What a whole system does after a restore: e2e/restore.spec.ts.
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { endAfterRestore } from './after-restore.js';
import { AuthStage, outcome, type AuthCopy } from './testing/auth-stage.js';

const password = 'a quiet meadow beyond the hill';
let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

/** Somebody of an account of their own, with one of everything that can come back. */
async function holder() {
  const person = await stage.known(auth, {}, password);
  const key = await stage.key(auth, person);
  await stage.invite(auth, person);
  const { id, accountId } = person;
  await stage.read(
    `INSERT INTO remembered_devices (secret_digest, account_id, user_id, second_factor, expires_at)
     VALUES ($1, $2, $3, true, now() + interval '30 days')`,
    [randomBytes(32), accountId, id],
  );
  await stage.read(
    `INSERT INTO sign_in_challenges (id, account_id, user_id, purpose, transport, amr, remember_device, expires_at)
     VALUES ($1, $2, $3, 'second_factor', 'bearer', '{pwd}', true, now() + interval '5 minutes')`,
    [uuidv7(), accountId, id],
  );
  await stage.read(
    `INSERT INTO passkey_challenges (challenge, account_id, user_id, purpose, expires_at)
     VALUES ($1, $2, $3, 'proof', now() + interval '5 minutes')`,
    [randomBytes(32).toString('base64url'), accountId, id],
  );
  await stage.read(
    `INSERT INTO sessions (id, account_id, user_id, transport, amr, ip, user_agent, idle_seconds, expires_at)
     VALUES ($1, $2, $3, 'bearer', '{pwd}', '192.0.2.1', 'test', 3600, now() + interval '1 day')`,
    [uuidv7(), accountId, id],
  );
  return { person, key };
}

const nothing = { sessions: 0, apiKeys: 0, links: 0, devices: 0, challenges: 0, passwords: 0 };
const use = (credential: string) =>
  outcome(auth.keyVerification.checkDocs({ credential, origin: { ip: '192.0.2.1', userAgent: 'test' } }));

describe('after a restore', () => {
  it('everything of every account ends, once, and passwords only when they are to', async () => {
    const people = [await holder(), await holder()];
    for (const { key } of people) expect(await use(key)).toBe('answered');
    const first = await endAfterRestore(stage.test.database, { passwords: false });
    expect(first).toEqual({ sessions: 2, apiKeys: 2, links: 2, devices: 2, challenges: 4, passwords: 0 });
    for (const { key } of people) expect(await use(key)).toBe('unauthenticated');
    expect(await endAfterRestore(stage.test.database, { passwords: false })).toEqual(nothing);
    expect(await endAfterRestore(stage.test.database, { passwords: true })).toEqual({ ...nothing, passwords: 2 });
    const [{ left } = { left: -1 }] = await stage.read<{ left: number }>(
      'SELECT count(*)::int AS left FROM credentials WHERE password_hash IS NOT NULL',
    );
    expect(left).toBe(0);
  });
});
