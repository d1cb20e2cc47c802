// Real: PostgreSQL, argon2, and an authenticator app of another make. Fake: the users service.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { challengeOf, password, signInWith, withApp, type WithApp } from '../testing/factor-stage.js';

const another = 'a slow river under the bridge';
let stage: AuthStage;
let auth: AuthCopy;
let rival: Client;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
  rival = new Client({ connectionString: stage.test.serviceUrl });
  await rival.connect();
  await rival.query(`SET search_path = auth; SET app.scope = 'system'`);
});

beforeEach(async () => {
  await stage.read('DELETE FROM network_failures');
});

afterAll(async () => {
  await rival?.end();
  await stage?.test.close();
});

const newPasswords: [string, (holder: WithApp) => Promise<unknown>][] = [
  [
    'a change',
    ({ caller }) => auth.recovery.changes.change(caller, { currentPassword: password, newPassword: another, origin }),
  ],
  [
    'a reset',
    async ({ person }) => {
      await auth.recovery.resets.request({ email: person.email, origin });
      await auth.recovery.desk.drain();
      const { token } = await stage.newestLink(auth, person.id, 'password_reset');
      return auth.recovery.resets.complete({ token, password: another, origin });
    },
  ],
];

/** Sessions that somebody still has besides the one that acts. */
const living = ({ person, caller }: WithApp) =>
  stage.read('SELECT id FROM sessions WHERE user_id = $1 AND ended_at IS NULL AND id <> $2', [person.id, caller.sid]);

describe.each(newPasswords)('a sign-in that is half done when %s of the password comes', (_name, set) => {
  it('leaves no session, when its second factor is being looked at', async () => {
    const holder = await withApp(stage, auth);
    const challengeId = await challengeOf(auth, holder.person);
    // Where tries of factors are counted it waits.
    await rival.query('BEGIN');
    await rival.query(
      `INSERT INTO factor_guards (user_id, account_id, failures, window_start) VALUES ($1, $2, 0, now())`,
      [holder.person.id, holder.person.accountId],
    );
    const second = outcome(
      auth.parts.secondFactor.complete({ challengeId, method: 'totp', code: holder.code(), origin }),
    );
    await sleep(200);
    const setting = set(holder);
    await sleep(200);
    await rival.query('COMMIT');
    expect([await second, await outcome(setting)]).toEqual(['answered', 'answered']);
    expect(await living(holder)).toEqual([]);
  });

  it('leaves no challenge, when its password was being looked at', async () => {
    const holder = await withApp(stage, auth);
    const verify = auth.hasher.verify.bind(auth.hasher);
    auth.hasher.verify = async (...given) => {
      auth.hasher.verify = verify;
      const right = await verify(...given);
      await set(holder);
      return right;
    };
    const seen = await outcome(signInWith(auth, holder.person));
    expect(seen).toBe('invalid_credentials');
    expect(await stage.read('SELECT FROM sign_in_challenges WHERE user_id = $1', [holder.person.id])).toEqual([]);
    expect(await living(holder)).toEqual([]);
  });
});
