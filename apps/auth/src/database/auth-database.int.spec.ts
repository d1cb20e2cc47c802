// Real: PostgreSQL, the migrations, and the service's own role.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { testDatabase } from '#testing';
import { opensSigningKeys } from '../check-master-key.js';
import { authDatabase } from './service-database.js';
import { AuthStage, type AuthCopy } from '../testing/auth-stage.js';
import { MasterKey } from '../keys/master-key.js';
import { SigningKeys } from '../keys/signing-keys.js';
import { SigningKeysRepository } from '../keys/signing-keys.repository.js';
import { challengeOf, withApp } from '../testing/factor-stage.js';
import { seed } from '../seed.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open());
});

afterAll(async () => {
  await stage?.test.close();
});

describe('the schema', () => {
  it('is what the entities say', async () => {
    expect(await stage.test.drift()).toEqual([]);
  });

  it.each(['identities', 'credentials', 'sessions', 'links', 'api_keys'])(
    'shows nothing foreign of %s though no filter asks for it',
    async (table) => {
      const password = 'a quiet meadow beyond the hill';
      const [ours, theirs] = [await stage.known(auth, {}, password), await stage.known(auth, {}, password)];
      for (const person of [ours, theirs]) {
        await auth.signIns.signIn({
          email: person.email,
          password,
          transport: 'cookie',
          rememberDevice: false,
          origin: { ip: '192.0.2.1', userAgent: '' },
        });
        await stage.invite(auth, person);
        await stage.key(auth, person);
      }
      const seen = await stage.test.database.transaction({ accountId: ours.accountId }, () =>
        stage.test.database.query<{ account_id: string }>(`SELECT DISTINCT account_id FROM ${table}`),
      );
      expect(seen).toEqual([{ account_id: ours.accountId }]);
      expect(await stage.test.database.queryOutside(`SELECT FROM auth.${table}`)).toEqual([]);
    },
  );
});

describe('what second factors leave behind', () => {
  it.each(['second_factors', 'recovery_codes', 'sign_in_challenges', 'remembered_devices', 'factor_guards'])(
    'is fenced, too: %s',
    async (table) => {
      const [ours, theirs] = [await withApp(stage, auth), await withApp(stage, auth)];
      for (const { person, code } of [ours, theirs]) {
        const challengeId = await challengeOf(auth, person);
        const answer = { challengeId, method: 'totp' as const, origin: { ip: '192.0.2.1', userAgent: '' } };
        await auth.parts.secondFactor.complete({ ...answer, code: code(), rememberDevice: true });
        const other = { ...answer, challengeId: await challengeOf(auth, person), code: '000000' };
        await auth.parts.secondFactor.complete(other).catch(() => {});
      }
      const { accountId } = ours.person;
      const seen = await stage.test.database.transaction({ accountId }, () =>
        stage.test.database.query<{ account_id: string }>(`SELECT DISTINCT account_id FROM ${table}`),
      );
      expect(seen).toEqual([{ account_id: accountId }]);
      expect(await stage.test.database.queryOutside(`SELECT FROM auth.${table}`)).toEqual([]);
    },
  );
});

describe('signing keys', () => {
  it('are made once, however many copies start at once', async () => {
    const copies = await Promise.all(Array.from({ length: 5 }, () => stage.copy()));
    const published = await Promise.all(copies.map(({ keys }) => keys.published()));
    for (const { keys } of published)
      expect(keys.map(({ kid }) => kid)).toEqual(published[0]?.keys.map(({ kid }) => kid));
    expect(published[0]?.keys).toHaveLength(2);
  });

  it('show nothing private', async () => {
    const { keys } = await auth.keys.published();
    for (const key of keys) expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  });

  it('do not open with another master key, and the refusal says so', async () => {
    const other = new MasterKey({ AUTH_MASTER_KEY: randomBytes(32) });
    const keys = new SigningKeys(new SigningKeysRepository(stage.test.database), other);
    await expect(keys.onModuleInit()).rejects.toThrow(/AUTH_MASTER_KEY/);
  });

  it('tell before anything is migrated whether the master key is theirs', async () => {
    const own = await testDatabase(authDatabase);
    const { adminUrl } = own;
    const master = randomBytes(32);
    const opens = (masterKey: string) => opensSigningKeys({ adminUrl, masterKey });
    expect(await opens('any while there is none')).toBe(true);
    const config = { AUTH_MASTER_KEY: master };
    const keys = new SigningKeys(new SigningKeysRepository(own.database), new MasterKey(config));
    await keys.onModuleInit();
    keys.onModuleDestroy();
    expect(await opens(master.toString('base64'))).toBe(true);
    expect(await opens(randomBytes(32).toString('base64'))).toBe(false);
    expect(await opens('no key')).toBe(false);
    await own.close();
  });
});

describe('the seed', () => {
  it('leaves what is there as it is', async () => {
    const accountId = '019bb138-13e8-7c05-ada3-229ad749d055';
    const id = '019bb138-3328-7913-9235-518cb240a335';
    const people = (email: string) => ({
      account: { id: accountId },
      users: [{ id, email, role: 'user' as const, state: 'active' as const }],
    });
    await seed({ serviceUrl: stage.test.serviceUrl, people: people('first@people.example') });
    await seed({ serviceUrl: stage.test.serviceUrl, people: people('second@people.example') });
    expect(await stage.read('SELECT email FROM identities WHERE user_id = $1', [id])).toEqual([
      { email: 'first@people.example' },
    ]);
  });
});
