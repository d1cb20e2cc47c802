// Real: PostgreSQL and argon2. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import type { Caller, Person } from '#contracts';
import { AuthStage, origin, signedIn, type AuthCopy } from '../testing/auth-stage.js';
import { withApp } from '../testing/factor-stage.js';
import { RecoveriesService } from './recoveries.service.js';
import { RecoveryRepository } from './recovery.repository.js';

const password = 'a quiet meadow beyond the hill';
const fresh = 'another meadow, wider and louder';
let stage: AuthStage;
let auth: AuthCopy;
let recoveries: RecoveriesService;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
  const { database } = stage.test;
  recoveries = new RecoveriesService(database, new RecoveryRepository(database));
});

afterAll(async () => {
  await stage?.test.close();
});

/** As if it had been long ago. */
const forget = (userId: string) =>
  stage.read(`UPDATE credentials SET recovered_at = now() - interval '8 days' WHERE user_id = $1`, [userId]);

async function isRecent({ accountId, id: userId }: Pick<Person, 'accountId' | 'id'>): Promise<boolean> {
  const { at } = await recoveries.last({ accountId, userId });
  return at !== null && Date.parse(at) > Date.now() - 60_000;
}

describe('when somebody last came in by less than what they knew', () => {
  it('is never for people who never came in, and for those of other accounts', async () => {
    const invited = await stage.known(auth);
    const person = await stage.known(auth, {}, password);
    expect(await recoveries.last({ accountId: invited.accountId, userId: invited.id })).toEqual({ at: null });
    expect(await recoveries.last({ accountId: invited.accountId, userId: person.id })).toEqual({ at: null });
    expect(await recoveries.last({ accountId: person.accountId, userId: uuidv7() })).toEqual({ at: null });
  });

  it('is when they accepted an invitation', async () => {
    const person = await stage.known(auth);
    const { token } = await stage.invite(auth, person);
    await signedIn(auth.invitations.accept({ token, password, transport: 'bearer', origin }));
    expect(await isRecent(person)).toBe(true);
  });

  it('is when they set a password by mail, and not when they change it', async () => {
    const person = await stage.known(auth, {}, password);
    await forget(person.id);
    const credentials = { email: person.email, password, transport: 'bearer' as const, rememberDevice: false, origin };
    const { identity } = await signedIn(auth.signIns.signIn(credentials));
    await auth.recovery.changes.change(identity.caller, { currentPassword: password, newPassword: fresh, origin });
    expect(await isRecent(person)).toBe(false);
    await auth.recovery.resets.request({ email: person.email, origin });
    await auth.recovery.desk.drain();
    const { token } = await stage.newestLink(auth, person.id, 'password_reset');
    await auth.recovery.resets.complete({ token, password, origin });
    expect(await isRecent(person)).toBe(true);
  });

  it('is when a manager reset their second factors', async () => {
    const { person } = await withApp(stage, auth);
    await forget(person.id);
    const boss = await stage.known(auth, { accountId: person.accountId, role: 'administrator' }, password);
    const now = Math.floor(Date.now() / 1000);
    const session = { sid: uuidv7(), kind: 'session' as const, scopes: null, auth_time: now, amr: ['pwd'] };
    const caller: Caller = { sub: boss.id, acc: boss.accountId, ...session, iat: now, exp: now + 60 };
    await auth.parts.resets.reset(caller, person.id);
    expect(await isRecent(person)).toBe(true);
  });
});
