// Real: PostgreSQL, sessions, factors, keys and links. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { holdingCalls, type Caller, type Person } from '#contracts';
import { ActiveSessionsRepository } from '../active-sessions/active-sessions.repository.js';
import { FactorsRepository } from '../factors/factors.repository.js';
import { RecoveryCodes } from '../factors/recovery-codes.js';
import { RecoveryCodesRepository } from '../factors/recovery-codes.repository.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { AuthStage, type AuthCopy } from '../testing/auth-stage.js';
import { signInWith, withApp, withPasskey } from '../testing/factor-stage.js';
import { HoldingsService } from './holdings.service.js';

let stage: AuthStage;
let auth: AuthCopy;
let holdings: HoldingsService;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
  const { database } = stage.test;
  holdings = new HoldingsService(
    database,
    new ManagedPeople(auth.directory),
    auth.rights,
    auth.identities,
    new ActiveSessionsRepository(database),
    new FactorsRepository(database),
    new RecoveryCodes(new RecoveryCodesRepository(database), auth.master),
    auth.apiKeyRows,
    auth.links,
  );
});

afterAll(async () => {
  await stage?.test.close();
});

function callerOf({ id: sub, accountId: acc }: Person): Caller {
  const now = Math.floor(Date.now() / 1000);
  const session = { sid: uuidv7(), kind: 'session' as const, scopes: null, auth_time: now, amr: ['pwd'] };
  return { sub, acc, ...session, iat: now, exp: now + 60 };
}

const none = { total: 0, items: [] };
const managerOf = ({ accountId }: Person) => stage.known(auth, { accountId, role: 'administrator' });

describe('what somebody signs in with', () => {
  it('is counted, and keys are named', async () => {
    const { person } = await withApp(stage, auth);
    await signInWith(auth, person);
    await stage.key(auth, person);
    await stage.key(auth, person);
    await stage.invite(auth, person);
    const by = callerOf(await managerOf(person));
    const token = await auth.accountTokens.create(by, { name: 'Sync', guardianUserId: person.id, scopes: [] });
    const held = await holdings.credentials(by, person.id);
    expect(holdingCalls.credentials.response.parse(held)).toEqual(held);
    expect(held).toEqual({
      sessions: 1,
      password: true,
      secondFactors: { totp: 1, passkeys: 0, recoveryCodes: 10 },
      apiKeys: { total: 2, items: [expect.objectContaining({ name: 'A key' }), expect.anything()] },
      guardedTokens: { total: 1, items: [{ id: token.id, name: 'Sync' }] },
      mailedLinks: 1,
    });
  });

  it('is only what still works', async () => {
    const { person, caller } = await withPasskey(stage, auth);
    await stage.key(auth, person);
    await stage.invite(auth, person, { expiresAt: new Date(Date.now() - 1_000) });
    await stage.read('UPDATE api_keys SET revoked_at = now() WHERE user_id = $1', [person.id]);
    await auth.own.signOut(caller);
    expect(await holdings.credentials(callerOf(await managerOf(person)), person.id)).toEqual({
      sessions: 0,
      password: true,
      // The codes were shown, but nobody said that they kept them.
      secondFactors: { totp: 0, passkeys: 1, recoveryCodes: 0 },
      apiKeys: none,
      guardedTokens: none,
      mailedLinks: 0,
    });
  });

  it('is nothing yet of who was never invited', async () => {
    const person = await stage.known(auth, { state: 'not_invited' });
    const nothing = { totp: 0, passkeys: 0, recoveryCodes: 0 };
    expect(await holdings.credentials(callerOf(await managerOf(person)), person.id)).toEqual({
      sessions: 0,
      password: false,
      secondFactors: nothing,
      apiKeys: none,
      guardedTokens: none,
      mailedLinks: 0,
    });
  });

  it('is for those who manage the person, tokens of the account by name for those who keep them', async () => {
    const person = await stage.known(auth);
    const [manager, colleague, stranger] = [
      await managerOf(person),
      await stage.known(auth, { accountId: person.accountId }),
      await stage.known(auth),
    ];
    const by = callerOf(manager);
    await auth.accountTokens.create(by, { name: 'Sync', guardianUserId: person.id, scopes: [] });
    auth.rights.tokenRefusals.set(manager.id, 'permission');
    expect((await holdings.credentials(by, person.id)).guardedTokens).toEqual({ total: 1, items: [] });
    auth.directory.powerless.add(colleague.id);
    await expect(holdings.credentials(callerOf(colleague), person.id)).rejects.toMatchObject({ code: 'forbidden' });
    await expect(holdings.credentials(callerOf(stranger), person.id)).rejects.toMatchObject({ code: 'not_found' });
  });
});
