// Real: PostgreSQL.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { defaultPermissions, type Caller } from '#contracts';
import { ActorRepository } from '../policy/actor.repository.js';
import { PolicyStage, type Cast } from '../testing/policy-stage.js';
import { ApiDecisions } from './api-decisions.service.js';
import { PeopleRepository } from './people.repository.js';

let stage: PolicyStage;
let decisions: ApiDecisions;
let actors: ActorRepository;

beforeAll(async () => {
  stage = await PolicyStage.open();
  const { database } = stage.test;
  actors = new ActorRepository(database);
  decisions = new ApiDecisions(database, actors, new PeopleRepository(database));
});

afterAll(async () => {
  await stage?.test.close();
});

const change = ({ accountId }: Cast, userId: string, set: string) =>
  stage.test.database.transaction({ accountId }, () =>
    stage.test.database.query(`UPDATE users SET ${set} WHERE id = $1`, [userId]),
  );
const ask = async ({ accountId }: Cast, userId: string, since?: string) =>
  (await decisions.mayUseApi({ accountId, userId, ...(since === undefined ? {} : { since }) })).because;

describe('who may use the API', () => {
  it('is an active person with the permission, on a plan that has it', async () => {
    const cast = await stage.account();
    for (const id of [cast.owner, cast.administrator, cast.user]) expect(await ask(cast, id)).toBeNull();
    expect(await ask(cast, cast.light)).toBe('permission');
    expect(await ask(cast, uuidv7())).toBe('person');
    expect(await ask(await stage.account(), cast.user)).toBe('person');
    expect(await ask(await stage.account('standard'), cast.user)).toBe('person');
    const small = await stage.account('free');
    expect(await ask(small, small.owner)).toBe('plan');
  });

  it('is nobody while suspended, and they again afterwards', async () => {
    const cast = await stage.account();
    await change(cast, cast.user, 'suspended_at = now()');
    expect(await ask(cast, cast.user)).toBe('person');
    await change(cast, cast.user, 'suspended_at = NULL');
    expect(await ask(cast, cast.user)).toBeNull();
  });

  it('is nobody by a key from before they were deleted and restored', async () => {
    const cast = await stage.account();
    await change(cast, cast.user, `restored_at = '2026-03-01T00:00:00Z'`);
    expect(await ask(cast, cast.user, '2026-02-01T00:00:00.000Z')).toBe('person');
    expect(await ask(cast, cast.user, '2026-04-01T00:00:00.000Z')).toBeNull();
  });
});

describe('tokens of the account', () => {
  const keep = async ({ accountId }: Cast, actorId: string, guardianId: string | null) =>
    (await decisions.mayKeepTokens({ accountId, actorId, guardianId })).because;

  it('are kept by those who look after the account, with guardians of it that they manage', async () => {
    const [cast, other] = [await stage.account(), await stage.account()];
    expect(await keep(cast, cast.administrator, null)).toBeNull();
    expect(await keep(cast, cast.administrator, cast.user)).toBeNull();
    expect(await keep(cast, cast.administrator, cast.owner)).toBe('guardian_unfit');
    expect(await keep(cast, cast.administrator, other.user)).toBe('guardian_unknown');
    expect(await keep(cast, cast.user, null)).toBe('permission');
    expect(await keep(cast, other.owner, null)).toBe('permission');
  });
});

describe('what somebody may do', () => {
  const rights = async (cast: Cast, userId: string) =>
    (await decisions.rightsOf({ accountId: cast.accountId, userId })).rights;

  it('is told also while they are suspended, and of nobody else', async () => {
    const [cast, other] = [await stage.account(), await stage.account()];
    const user = { role: 'user', permissions: defaultPermissions.user };
    expect(await rights(cast, cast.user)).toEqual(user);
    await change(cast, cast.user, 'suspended_at = now()');
    expect(await rights(cast, cast.user)).toEqual(user);
    expect(await rights(cast, other.user)).toBeNull();
    await change(cast, cast.user, 'suspended_at = NULL, deleted_at = now()');
    expect(await rights(cast, cast.user)).toBeNull();
  });

  it('decides who guards tokens after them: a successor who may, else the owner', async () => {
    const cast = await stage.account();
    const { accountId } = cast;
    const user = { role: 'user' as const, permissions: [...defaultPermissions.user] };
    const heir = async (successorId: string | null, left: typeof user | null = user) =>
      (await decisions.tokenHeir({ accountId, successorId, rights: left })).guardianId;
    expect(await heir(null)).toBe(cast.owner);
    expect(await heir(cast.user)).toBe(cast.owner);
    expect(await heir(cast.administrator)).toBe(cast.administrator);
    expect(await heir(cast.administrator, null)).toBe(cast.administrator);
    await change(cast, cast.administrator, 'suspended_at = now()');
    expect(await heir(cast.administrator)).toBe(cast.owner);
  });
});

describe('a caller with a key', () => {
  const caller = ({ accountId }: Cast, sub: string): Caller => ({
    sub,
    acc: accountId,
    sid: uuidv7(),
    kind: 'api_token',
    scopes: ['users:read'],
    auth_time: 0,
    amr: [],
    iat: 0,
    exp: 0,
  });
  const read = (cast: Cast, sub: string, kind: Caller['kind'] = 'api_token') =>
    stage.test.database.transaction({ accountId: cast.accountId }, () =>
      actors.toRead({ ...caller(cast, sub), kind }).then(
        () => 'answered',
        (error: { code: string }) => error.code,
      ),
    );

  it('is paused while suspended and works again, though a session from before does not', async () => {
    const cast = await stage.account();
    expect(await read(cast, cast.user)).toBe('answered');
    await change(cast, cast.user, 'suspended_at = now()');
    expect(await read(cast, cast.user)).toBe('unauthenticated');
    await change(cast, cast.user, 'suspended_at = NULL, signed_out_at = now()');
    expect(await read(cast, cast.user)).toBe('answered');
    expect(await read(cast, cast.user, 'session')).toBe('unauthenticated');
  });

  it('does what its person may, within its ceiling', async () => {
    const cast = await stage.account();
    const ceiling = { role: 'user' as const, permissions: [...defaultPermissions.user] };
    const acting = (limits: Pick<Caller, 'ceiling'>) =>
      stage.test.database.transaction({ accountId: cast.accountId }, () =>
        actors.toWrite({ ...caller(cast, cast.owner), ...limits }),
      );
    expect(await acting({})).toMatchObject({ role: 'owner' });
    expect(await acting({ ceiling })).toMatchObject({ id: cast.owner, ...ceiling });
    await expect(acting({ ceiling: { ...ceiling, permissions: ['reports.view'] } })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('is refused where it decides, without the permission or the plan', async () => {
    const [cast, small] = [await stage.account(), await stage.account('free')];
    expect(await read(cast, cast.light)).toBe('unauthenticated');
    expect(await read(cast, cast.light, 'access_token')).toBe('answered');
    expect(await read(small, small.owner)).toBe('unauthenticated');
    await change(cast, cast.user, `permissions = '{reports.view}'`);
    expect(await read(cast, cast.user)).toBe('unauthenticated');
  });
});
