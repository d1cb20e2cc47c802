// Real: PostgreSQL and signatures. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { lifecycleEvents, userEvents, type Caller, type Person, type Rights } from '#contracts';
import { runInContext } from '#observability';
import { callerOf, rightsOf } from '../testing/api-key-parts.js';
import { AuthStage, origin, outcome, type AuthCopy } from '../testing/auth-stage.js';
import { newSecret } from './key-secrets.js';

let stage: AuthStage;
let auth: AuthCopy;

beforeAll(async () => {
  ({ stage, auth } = await AuthStage.open({ SIGN_IN_LIMIT_PER_ADDRESS: 50 }));
});

afterAll(async () => {
  await stage?.test.close();
});

const seconds = () => Math.floor(Date.now() / 1000);

interface Made {
  id: string;
  key: string;
  lastFour: string;
  expiresAt: string | null;
}

async function withKey(kind: 'api' | 'docs' = 'api', fields: { expiresAt?: string; person?: Person } = {}) {
  const { person = await stage.known(auth), ...rest } = fields;
  const caller = callerOf(person);
  const made = await auth.apiKeys.create(caller, { userId: person.id, name: 'Nightly', kind, ...rest });
  return { person, caller, made };
}

const verify = ({ key }: Pick<Made, 'key'>, copy = auth, ip = origin.ip) =>
  copy.verification.verify({ kind: 'api_token', credential: key, origin: { ...origin, ip } });
const checkDocs = (key: string, ip = origin.ip) =>
  auth.keyVerification.checkDocs({ credential: key, origin: { ...origin, ip } });
const change = (id: string, set: string) => stage.read(`UPDATE api_keys SET ${set} WHERE id = $1`, [id]);
const listed = async (caller: Caller) => (await auth.apiKeys.list(caller, { userId: caller.sub })).items;

const news = {
  deleted: (left: Left) =>
    [lifecycleEvents.deleted, { reassignTo: null, apiRights: rightsOf('user'), ...left }] as const,
  restored: () => [lifecycleEvents.restored, {}] as const,
  light_user: () => [userEvents.roleChanged, { from: 'user', to: 'light_user' }] as const,
  user: () => [userEvents.roleChanged, { from: 'light_user', to: 'user' }] as const,
  erased: () => [lifecycleEvents.erased, {}] as const,
};
interface Left {
  reassignTo?: string;
  apiRights?: Rights | null;
}
let version = 2;

/** An event of the users service, applied as the service's consumer does. */
async function happened(
  what: keyof typeof news,
  { id: userId, accountId }: Person,
  { at = new Date(), sequence = (version += 1), left = {} }: { at?: Date; sequence?: number; left?: Left } = {},
) {
  const [{ type }, data] = news[what](left);
  const fixed = { specversion: '1.0' as const, datacontenttype: 'application/json' as const, dataschema: 'x' };
  const about = { id: uuidv7(), source: '/muster/users', subject: userId, time: at.toISOString(), sequence };
  const event = { ...fixed, ...about, type, accountid: accountId, actorid: null, data: { userId, ...data } };
  const effect = await auth.people.consumer.handlers.get(type)?.begin(event);
  await stage.test.database.transaction({ accountId }, async () => effect?.());
}

const suspend = (person: Person, suspended: boolean) =>
  stage.read(`UPDATE identities SET suspended_at = ${suspended ? 'now()' : 'NULL'} WHERE user_id = $1`, [person.id]);

describe('a key', () => {
  it('is shown once and stored as a digest', async () => {
    const { caller, made } = await withKey();
    expect(made.key).toMatch(/^mst_[0-9A-Za-z]{36}$/);
    expect(made.lastFour).toBe(made.key.slice(-4));
    expect(JSON.stringify(await listed(caller))).not.toContain(made.key);
    const tables = await stage.read<{ table_name: string }>(
      `SELECT table_name FROM information_schema.tables WHERE table_schema = 'auth'`,
    );
    for (const { table_name: table } of tables) {
      const found = await stage.read(`SELECT 1 FROM auth."${table}" t WHERE t::text LIKE '%' || $1 || '%'`, [
        made.key.slice(4),
      ]);
      expect([table, found]).toEqual([table, []]);
    }
  });

  it('acts for its person within its scopes, and proves nothing about when they were there', async () => {
    const person = await stage.known(auth);
    const wanted = { userId: person.id, name: 'Two', kind: 'api' as const, scopes: ['users:read' as const] };
    const made = await auth.apiKeys.create(callerOf(person), wanted);
    const { caller, session } = await verify(made);
    expect(caller).toMatchObject({ sub: person.id, acc: person.accountId, sid: made.id, kind: 'api_token' });
    expect([caller.scopes, caller.auth_time, session.id]).toEqual([['users:read'], 0, made.id]);
    const other = await auth.apiKeys.create(callerOf(person), { ...wanted, name: 'Another' });
    await expect(auth.apiKeys.create(caller, { ...wanted, name: 'By itself' })).rejects.toMatchObject({
      code: 'reauthentication_required',
    });
    expect((await verify(other)).caller.sid).toBe(other.id);
  });

  it('has every scope when none is named, and none as a Docs API key', async () => {
    const { caller } = await withKey('docs');
    await auth.apiKeys.create(caller, { userId: caller.sub, name: 'All', kind: 'api' });
    expect((await listed(caller)).map(({ kind, scopes }) => [kind, scopes.length])).toEqual([
      ['api', 6],
      ['docs', 0],
    ]);
  });

  it('is of its kind only', async () => {
    const [api, docs] = [await withKey('api'), await withKey('docs')];
    expect(await outcome(checkDocs(docs.made.key))).toBe('answered');
    expect(await outcome(checkDocs(api.made.key))).toBe('unauthenticated');
    expect(await outcome(verify(docs.made))).toBe('unauthenticated');
    expect(await outcome(checkDocs(`mdk_${api.made.key.slice(4)}`))).toBe('unauthenticated');
    for (const kind of ['cookie', 'bearer'] as const) {
      const tried = auth.verification.verify({ kind, credential: api.made.key, origin });
      expect(await outcome(tried)).toBe('unauthenticated');
    }
  });

  it('notes its use at most once a minute, with the address', async () => {
    const { caller, made } = await withKey();
    await verify(made, auth, '198.51.100.1');
    await verify(made, auth, '198.51.100.2');
    const [first] = await listed(caller);
    expect([first?.lastUsedIp, typeof first?.lastUsedAt]).toEqual(['198.51.100.1', 'string']);
    await change(made.id, `last_used_at = now() - interval '61 seconds'`);
    await Promise.all(Array.from({ length: 20 }, () => verify(made, auth, '198.51.100.3')));
    expect((await listed(caller))[0]?.lastUsedIp).toBe('198.51.100.3');
  });

  it('dies at its time', async () => {
    const { made, caller } = await withKey('api', { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    expect(await outcome(verify(made))).toBe('answered');
    await change(made.id, `expires_at = now() - interval '1 second'`);
    expect(await outcome(verify(made))).toBe('unauthenticated');
    expect((await listed(caller))[0]?.state).toBe('expired');
  });

  it.each([
    ['over', () => new Date(Date.now() - 1)],
    ['absurd', () => new Date('9999-01-01T00:00:00.000Z')],
  ])('cannot have a time that is %s', async (_what, time) => {
    const made = withKey('api', { expiresAt: time().toISOString() });
    await expect(made).rejects.toMatchObject({ code: 'invalid_request', details: { errors: [{ path: 'expiresAt' }] } });
  });
});

describe('making a key', () => {
  it.each([
    ['permission', 'forbidden'],
    ['plan', 'plan_required'],
    ['person', 'unauthenticated'],
  ] as const)('is refused for want of %s', async (refusal, code) => {
    const person = await stage.known(auth);
    auth.rights.refusals.set(person.id, refusal);
    expect(await outcome(withKey('api', { person }))).toBe(code);
  });

  it('needs a fresh proof', async () => {
    const person = await stage.known(auth);
    const stale = callerOf(person, { auth_time: seconds() - 601 });
    const wanted = { userId: person.id, name: 'Late', kind: 'docs' as const };
    expect(await outcome(auth.apiKeys.create(stale, wanted))).toBe('reauthentication_required');
  });

  it('is for oneself only', async () => {
    const { person, made } = await withKey();
    const manager = await stage.known(auth, { accountId: person.accountId });
    const [by, wanted] = [callerOf(manager), { userId: person.id, name: 'For them', kind: 'api' as const }];
    expect(await outcome(auth.apiKeys.create(by, wanted))).toBe('forbidden');
    const rotation = { userId: person.id, keyId: made.id, overlapHours: 24 };
    expect(await outcome(auth.apiKeys.rotate(by, rotation))).toBe('forbidden');
    const [seen] = (await auth.apiKeys.list(by, { userId: person.id })).items;
    expect(seen).toMatchObject({ id: made.id, lastFour: made.lastFour });
    expect(await outcome(auth.apiKeys.revoke(by, { userId: person.id, keyId: made.id }))).toBe('answered');
    expect(await outcome(verify(made))).toBe('unauthenticated');
  });

  it('stops at 25, also with 20 at once', async () => {
    const { person, caller } = await withKey();
    for (let n = 0; n < 14; n += 1) await withKey('docs', { person });
    const tries = Array.from({ length: 20 }, (_, n) =>
      outcome(auth.apiKeys.create(caller, { userId: person.id, name: `${n}`, kind: 'api' })),
    );
    const outcomes = await Promise.all(tries);
    expect(outcomes.filter((one) => one === 'answered')).toHaveLength(10);
    expect(outcomes.filter((one) => one === 'limit_reached')).toHaveLength(10);
    expect(await listed(caller)).toHaveLength(25);
    await change((await listed(caller))[0]?.id ?? '', `expires_at = now()`);
    expect(await outcome(withKey('api', { person }))).toBe('answered');
  });

  it('is refused for somebody who was suspended a moment ago', async () => {
    const person = await stage.known(auth);
    await suspend(person, true);
    expect(await outcome(withKey('api', { person }))).toBe('conflict');
  });
});

describe('who sees and ends keys', () => {
  it('is nobody without power over the person, nobody elsewhere, and nobody learns who exists', async () => {
    const { person, made } = await withKey();
    const powerless = await stage.known(auth, { accountId: person.accountId });
    auth.directory.powerless.add(powerless.id);
    const stranger = await stage.known(auth);
    for (const [who, code] of [
      [powerless, 'forbidden'],
      [stranger, 'not_found'],
    ] as const) {
      const by = callerOf(who);
      expect(await outcome(auth.apiKeys.list(by, { userId: person.id }))).toBe(code);
      expect(await outcome(auth.apiKeys.revoke(by, { userId: person.id, keyId: made.id }))).toBe(code);
      expect(await outcome(auth.apiKeys.list(by, { userId: uuidv7() }))).toBe(code);
      expect(await outcome(auth.apiKeys.revoke(by, { userId: who.id, keyId: made.id }))).toBe('not_found');
    }
    expect(await outcome(verify(made))).toBe('answered');
  });

  it('is told, once, and so are gateways', async () => {
    const { person, made, caller } = await withKey();
    const end = () => outcome(auth.apiKeys.revoke(caller, { userId: person.id, keyId: made.id }));
    const ends = await Promise.all(Array.from({ length: 20 }, end));
    expect(ends.filter((one) => one === 'answered')).toHaveLength(1);
    expect(ends.filter((one) => one === 'not_found')).toHaveLength(19);
    const told = auth.pushed.filter(({ data }) => JSON.stringify(data).includes(made.id));
    expect(told).toMatchObject([{ subject: 'push.identity.ended', data: { sessionIds: [made.id], userIds: [] } }]);
    const [event, ...more] = await stage.events('key.revoked', person.id);
    expect(more).toEqual([]);
    expect([event?.sequence, event?.data]).toEqual([
      2,
      { keyId: made.id, userId: person.id, kind: 'api', ownedBy: 'user', because: 'revoked' },
    ]);
    expect(await listed(caller)).toEqual([]);
  });
});

describe('a rotation', () => {
  const rotate = ({ person, caller, made }: Awaited<ReturnType<typeof withKey>>, overlapHours = 24) =>
    auth.apiKeys.rotate(caller, { userId: person.id, keyId: made.id, overlapHours });

  it('gives a new key, while the old one works on for its hours', async () => {
    const old = await withKey();
    const made = await rotate(old);
    expect(made.key).not.toBe(old.made.key);
    expect([await outcome(verify(made)), await outcome(verify(old.made))]).toEqual(['answered', 'answered']);
    const states = (await listed(old.caller)).map(({ id, state, replacedBy }) => [id, state, replacedBy]);
    expect(states).toEqual([
      [made.id, 'active', null],
      [old.made.id, 'replaced', made.id],
    ]);
    const [hours] = await stage.read<{ hours: number }>(
      `SELECT extract(epoch FROM expires_at - now())::float / 3600 AS hours FROM api_keys WHERE id = $1`,
      [old.made.id],
    );
    expect(hours?.hours).toBeCloseTo(24, 1);
    await change(old.made.id, `expires_at = now()`);
    expect([await outcome(verify(made)), await outcome(verify(old.made))]).toEqual(['answered', 'unauthenticated']);
    const [event] = await stage.events('key.rotated', old.person.id);
    expect(event?.data).toMatchObject({ keyId: old.made.id, replacedBy: made.id });
  });

  it('without overlap ends the old key at once', async () => {
    const old = await withKey();
    const made = await rotate(old, 0);
    expect([await outcome(verify(made)), await outcome(verify(old.made))]).toEqual(['answered', 'unauthenticated']);
    expect(auth.pushed.at(-1)).toMatchObject({ data: { sessionIds: [old.made.id] } });
  });

  it('has one winner of 20 at once, and a replaced key is not replaced again', async () => {
    const old = await withKey();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => outcome(rotate(old))));
    expect(outcomes.filter((one) => one === 'answered')).toHaveLength(1);
    expect(outcomes.filter((one) => one === 'conflict')).toHaveLength(19);
    expect(await listed(old.caller)).toHaveLength(2);
  });

  it('never lengthens the life of the old key, and gives the new one as long a life', async () => {
    const old = await withKey('api', { expiresAt: new Date(Date.now() + 3_600_000).toISOString() });
    const made = await rotate(old, 168);
    const [, before] = await listed(old.caller);
    expect(before?.expiresAt).toBe(old.made.expiresAt);
    expect(Date.parse(made.expiresAt ?? '') - Date.now()).toBeGreaterThan(3_500_000);
    expect(Date.parse(made.expiresAt ?? '') - Date.now()).toBeLessThan(3_700_000);
  });

  it('leaves no more than 25 replaced keys at work', async () => {
    let latest = await withKey();
    for (let n = 0; n < 25; n += 1) latest = { ...latest, made: await rotate(latest) };
    expect(await outcome(rotate(latest))).toBe('limit_reached');
    expect(await outcome(rotate(latest, 0))).toBe('answered');
  });

  it('of what is not there, or not one’s own, finds nothing', async () => {
    const [one, other] = [await withKey(), await withKey()];
    expect(await outcome(rotate({ ...one, made: other.made }))).toBe('not_found');
    await auth.apiKeys.revoke(one.caller, { userId: one.person.id, keyId: one.made.id });
    expect(await outcome(rotate(one))).toBe('not_found');
  });
});

describe('guesses', () => {
  it('count against their network, and dead keys do not', async () => {
    const { made, caller } = await withKey();
    await auth.apiKeys.revoke(caller, { userId: caller.sub, keyId: made.id });
    for (let n = 0; n < 60; n += 1) expect(await outcome(verify(made, auth, '203.0.113.1'))).toBe('unauthenticated');
    const guess = () => outcome(verify({ key: newSecret('api') }, auth, '203.0.113.2'));
    for (let n = 0; n < 50; n += 1) expect(await guess()).toBe('unauthenticated');
    expect(await guess()).toBe('rate_limited');
    expect(await outcome(checkDocs(newSecret('docs'), '203.0.113.2'))).toBe('rate_limited');
    expect(await outcome(verify({ key: 'mst_nonsense' }, await stage.copy(), '203.0.113.2'))).toBe('rate_limited');
    expect(await outcome(checkDocs('nonsense', '203.0.113.3'))).toBe('unauthenticated');
  });
});

describe('what ends when', () => {
  it('suspended: paused, and working again after it was lifted', async () => {
    const { person, made, caller } = await withKey();
    const docs = await withKey('docs', { person });
    await suspend(person, true);
    expect([await outcome(verify(made)), await outcome(checkDocs(docs.made.key))]).toEqual([
      'unauthenticated',
      'unauthenticated',
    ]);
    expect((await listed(caller)).map(({ state }) => state)).toEqual(['paused', 'paused']);
    await suspend(person, false);
    expect([await outcome(verify(made)), await outcome(checkDocs(docs.made.key))]).toEqual(['answered', 'answered']);
  });

  it('made light user: all end for good, and one replaced by rotation, too', async () => {
    const old = await withKey();
    const { person } = old;
    const made = await auth.apiKeys.rotate(old.caller, { userId: person.id, keyId: old.made.id, overlapHours: 24 });
    await happened('light_user', person);
    for (const key of [old.made, made]) expect(await outcome(verify(key))).toBe('unauthenticated');
    const events = await stage.events('key.revoked', person.id);
    expect(events.map(({ data }) => (data as { because: string }).because)).toEqual(['light_user', 'light_user']);
  });

  it('deleted: all end; restored: none comes back', async () => {
    const { person, made } = await withKey();
    const docs = await withKey('docs', { person });
    await happened('deleted', person);
    await happened('restored', person);
    expect([await outcome(verify(made)), await outcome(checkDocs(docs.made.key))]).toEqual([
      'unauthenticated',
      'unauthenticated',
    ]);
  });

  it('restored: none comes back, though the deletion was never heard of', async () => {
    const { person, made } = await withKey();
    await happened('restored', person);
    expect(await outcome(verify(made))).toBe('unauthenticated');
  });

  it('late news ends nothing that was made since', async () => {
    const person = await stage.known(auth, {}, 'a quiet meadow beyond the hill');
    const before = await withKey('api', { person });
    await change(before.made.id, `created_at = now() - interval '2 minutes'`);
    await happened('restored', person, { at: new Date(Date.now() - 30_000), sequence: 1_000_000 });
    const { made } = await withKey('api', { person });
    for (const type of ['deleted', 'light_user', 'restored'] as const) {
      // A moment after the news, and not in any time that would be granted to what was under way.
      await change(made.id, `created_at = now() - interval '59 seconds'`);
      await happened(type, person, { at: new Date(Date.now() - 60_000) });
    }
    expect(await outcome(verify(made))).toBe('answered');
    expect(await outcome(verify(before.made))).toBe('unauthenticated');
  });

  it('a creation under way when it happened is ended with the rest', async () => {
    const { person, made, caller } = await withKey();
    const wanted = { userId: person.id, name: 'Nightly', kind: 'api' as const };
    const making = Array.from({ length: 10 }, () => auth.apiKeys.create(caller, wanted));
    await Promise.allSettled([...making, happened('deleted', person, { at: new Date(Date.now() - 60_000) })]);
    expect(await outcome(verify(made))).toBe('unauthenticated');
    expect(await listed(caller)).toEqual([]);
  });

  it('a key whose creation outlasted that its person became a light user is worth nothing when they are a user', async () => {
    const { person } = await withKey();
    await happened('light_user', person, { at: new Date(Date.now() - 1_000) });
    const { made } = await withKey('api', { person });
    await happened('user', person);
    expect(await outcome(verify(made))).toBe('unauthenticated');
  });

  it.each(['plan', 'permission', 'person'] as const)('without %s: refused while so', async (refusal) => {
    const { person, made } = await withKey();
    auth.rights.refusals.set(person.id, refusal);
    expect(await outcome(verify(made))).toBe('unauthenticated');
    auth.rights.refusals.delete(person.id);
    expect(await outcome(verify(made))).toBe('answered');
  });

  it('sign-out and a new password end no key', async () => {
    const { person, made, caller } = await withKey();
    await auth.own.signOut(caller);
    await stage.test.database.transaction({ accountId: person.accountId }, () =>
      auth.endings.endAll(person.id, 'revoked'),
    );
    expect(await outcome(verify(made))).toBe('answered');
  });

  it('erased: nothing of it stays', async () => {
    const { person, caller } = await withKey();
    await happened('erased', person);
    expect(await listed(caller)).toEqual([]);
  });
});

describe('a token of the account', () => {
  async function owned() {
    const owner = await stage.known(auth, { role: 'owner' });
    const { accountId } = owner;
    auth.rights.owners.set(accountId, owner.id);
    const guardian = await stage.known(auth, { accountId });
    const by = callerOf(owner);
    const wanted = { name: 'Warehouse', scopes: ['users:read' as const], guardianUserId: guardian.id };
    return { owner, guardian, by, wanted, made: await auth.accountTokens.create(by, wanted) };
  }
  const guardianOf = async (by: Caller) => (await auth.accountTokens.list(by)).items[0]?.guardianUserId;

  it('acts by the rights of its guardian, and is nobody’s own key', async () => {
    const { guardian, made, by } = await owned();
    expect((await verify(made)).caller).toMatchObject({ sub: guardian.id, sid: made.id, scopes: ['users:read'] });
    expect(await listed(callerOf(guardian))).toEqual([]);
    expect(await guardianOf(by)).toBe(guardian.id);
    const tried = auth.apiKeys.revoke(callerOf(guardian), { userId: guardian.id, keyId: made.id });
    expect(await outcome(tried)).toBe('not_found');
  });

  const ceilingOf = async (key: Pick<Made, 'key'>) => (await verify(key)).caller.ceiling;
  const leaves = (person: Person, left: Left) => happened('deleted', person, { left });
  const listedToken = async (by: Caller) => (await auth.accountTokens.list(by)).items[0];

  it('never does more than its guardian could when it was made, also when they rise', async () => {
    const { guardian, made } = await owned();
    auth.rights.rights.set(guardian.id, rightsOf('administrator'));
    expect(await ceilingOf(made)).toEqual(rightsOf('user'));
  });

  it('does no more than its guardian could at last when it goes to the owner', async () => {
    const { owner, guardian, by, wanted } = await owned();
    auth.rights.rights.set(owner.id, rightsOf('owner'));
    auth.rights.rights.set(guardian.id, rightsOf('administrator'));
    const made = await auth.accountTokens.create(by, wanted);
    const reading: Rights = { role: 'user', permissions: ['reports.view', 'api.access'] };
    await leaves(guardian, { apiRights: reading });
    expect((await verify(made)).caller.sub).toBe(owner.id);
    expect(await ceilingOf(made)).toEqual({ role: 'user', permissions: ['reports.view', 'api.access'] });
    const token = await listedToken(by);
    expect([token?.state, token?.ceiling, token?.inheritedAt]).toEqual(['active', reading, expect.any(String)]);
  });

  it('goes to the successor who may look after it', async () => {
    const { guardian, made } = await owned();
    const successor = await stage.known(auth, { accountId: guardian.accountId });
    auth.rights.heirs.add(successor.id);
    await leaves(guardian, { reassignTo: successor.id });
    expect((await verify(made)).caller.sub).toBe(successor.id);
  });

  it.each([['null'], ['absent']])('is woken by no deletion: what could do nothing (%s) is held', async (how) => {
    const { owner, guardian, made, by } = await owned();
    await suspend(guardian, true);
    const left = how === 'null' ? { apiRights: null } : { apiRights: undefined as never };
    await leaves(guardian, left);
    expect(await outcome(verify(made))).toBe('unauthenticated');
    expect((await listedToken(by))?.state).toBe('paused');
    await auth.accountTokens.setGuardian(by, { keyId: made.id, guardianUserId: owner.id });
    expect(await ceilingOf(made)).toEqual(rightsOf('user'));
    expect(await listedToken(by)).toMatchObject({ state: 'active', inheritedAt: null });
    const events = await stage.read<{ because: string }>(
      `SELECT envelope -> 'data' ->> 'because' AS because FROM outbox
       WHERE type = 'key.guardian_changed' AND aggregate_id = $1 ORDER BY id`,
      [made.id],
    );
    expect(events.map(({ because }) => because)).toEqual(['guardian_deleted', 'confirmed']);
  });

  it('is not raised by naming the owner, and is by nothing but a new secret', async () => {
    const { owner, guardian, made, by } = await owned();
    auth.rights.rights.set(owner.id, rightsOf('owner'));
    await auth.accountTokens.setGuardian(by, { keyId: made.id, guardianUserId: owner.id });
    expect((await verify(made)).caller).toMatchObject({ sub: owner.id, ceiling: rightsOf('user') });
    const next = await auth.accountTokens.rotate(by, { keyId: made.id, overlapHours: 1 });
    expect(await ceilingOf(next)).toEqual(rightsOf('owner'));
    expect(await ceilingOf(made)).toEqual(rightsOf('user'));
    expect(guardian.id).not.toBe(owner.id);
  });

  it('gives nothing back by another guardian that a demotion took, but what a light user interrupted', async () => {
    const { owner, guardian, by, wanted } = await owned();
    auth.rights.rights.set(owner.id, rightsOf('owner'));
    auth.rights.rights.set(guardian.id, rightsOf('administrator'));
    const [one, two] = [await auth.accountTokens.create(by, wanted), await auth.accountTokens.create(by, wanted)];
    const toOwner = (keyId: string) => auth.accountTokens.setGuardian(by, { keyId, guardianUserId: owner.id });
    auth.rights.rights.set(guardian.id, rightsOf('user'));
    await toOwner(one.id);
    expect(await ceilingOf(one)).toEqual(rightsOf('user'));
    auth.rights.rights.set(guardian.id, rightsOf('light_user'));
    await toOwner(two.id);
    expect(await ceilingOf(two)).toEqual(rightsOf('administrator'));
  });

  it('from before there were ceilings gets one when its guardian changes', async () => {
    const { owner, made, by } = await owned();
    await change(made.id, 'ceiling = NULL');
    expect(await ceilingOf(made)).toBeUndefined();
    await auth.accountTokens.setGuardian(by, { keyId: made.id, guardianUserId: owner.id });
    expect(await ceilingOf(made)).toEqual(rightsOf('user'));
  });

  it('stays with who guards it since they were restored when the deletion is heard of late', async () => {
    const { owner, guardian, made, by, wanted } = await owned();
    const since = await auth.accountTokens.create(by, wanted);
    await change(made.id, `guarded_since = now() - interval '61 seconds'`);
    await change(since.id, `guarded_since = now() - interval '59 seconds'`);
    await happened('restored', guardian, { at: new Date(Date.now() - 30_000), sequence: 1_000_000 });
    await happened('deleted', guardian, { at: new Date(Date.now() - 60_000) });
    expect((await verify(since)).caller.sub).toBe(guardian.id);
    // As it would have been without delay.
    expect((await verify(made)).caller.sub).toBe(owner.id);
  });

  it('is refused when its guardian is erased, until the deletion tells who comes after and within which rights', async () => {
    const { owner, guardian, made } = await owned();
    const deletedAt = new Date();
    await happened('erased', guardian, { sequence: 1_000_000 });
    expect(await outcome(verify(made))).toBe('unauthenticated');
    await happened('deleted', guardian, { at: deletedAt });
    expect((await verify(made)).caller).toMatchObject({ sub: owner.id, ceiling: rightsOf('user') });
  });

  it('goes to the owner when its guardian is deleted, and goes on working', async () => {
    const { owner, guardian, made, by } = await owned();
    const own = await withKey('api', { person: guardian });
    await verify(made);
    await happened('deleted', guardian);
    expect((await verify(made)).caller.sub).toBe(owner.id);
    expect(await outcome(verify(own.made))).toBe('unauthenticated');
    expect(await guardianOf(by)).toBe(owner.id);
    const [event] = await stage.read<{ envelope: { data: unknown } }>(
      `SELECT envelope FROM outbox WHERE type = 'key.guardian_changed' AND aggregate_id = $1`,
      [made.id],
    );
    const change = { from: guardian.id, to: owner.id, because: 'guardian_deleted' };
    expect(event?.envelope.data).toEqual({ keyId: made.id, ...change });
    const told = auth.pushed.filter(({ subject }) => subject === 'push.identity.changed');
    expect(told.at(-1)).toMatchObject({ data: { sessionIds: [made.id] } });
  });

  it('is paused with its guardian, and outlives that they become a light user', async () => {
    const { guardian, made } = await owned();
    await suspend(guardian, true);
    expect(await outcome(verify(made))).toBe('unauthenticated');
    await suspend(guardian, false);
    await happened('light_user', guardian);
    auth.rights.refusals.set(guardian.id, 'permission');
    expect(await outcome(verify(made))).toBe('unauthenticated');
    auth.rights.refusals.delete(guardian.id);
    expect(await outcome(verify(made))).toBe('answered');
  });

  it('gets another guardian by hand', async () => {
    const { owner, guardian, made, by } = await owned();
    const change = { keyId: made.id, guardianUserId: owner.id };
    await Promise.all(Array.from({ length: 20 }, () => auth.accountTokens.setGuardian(by, change)));
    expect((await verify(made)).caller.sub).toBe(owner.id);
    const events = await stage.read<{ envelope: { data: unknown } }>(
      `SELECT envelope FROM outbox WHERE type = 'key.guardian_changed' AND aggregate_id = $1`,
      [made.id],
    );
    const data = { keyId: made.id, from: guardian.id, to: owner.id, because: 'chosen' };
    expect(events.map(({ envelope }) => envelope.data)).toEqual([data]);
  });

  it.each([
    ['guardian_unknown', 'unknown_id'],
    ['guardian_unfit', 'not_fit'],
  ] as const)('is not made with a guardian who is %s', async (refusal, code) => {
    const { by, wanted, made } = await owned();
    auth.rights.tokenRefusals.set(wanted.guardianUserId, refusal);
    const errors = [{ path: 'guardianUserId', code }];
    const expected = { code: 'invalid_request', details: { errors } };
    await expect(auth.accountTokens.create(by, wanted)).rejects.toMatchObject(expected);
    const change = { keyId: made.id, guardianUserId: wanted.guardianUserId };
    await expect(auth.accountTokens.setGuardian(by, change)).rejects.toMatchObject(expected);
    expect(await outcome(auth.accountTokens.rotate(by, { keyId: made.id, overlapHours: 1 }))).toBe('forbidden');
  });

  it('is kept only by who may, with a fresh proof, and only in its own account', async () => {
    const { by, wanted, made, owner } = await owned();
    const other = await owned();
    const stale = { ...by, auth_time: seconds() - 601 };
    const calls = (who: Caller) => ({
      create: () => auth.accountTokens.create(who, wanted),
      rotate: () => auth.accountTokens.rotate(who, { keyId: made.id, overlapHours: 1 }),
      guardian: () => auth.accountTokens.setGuardian(who, { keyId: made.id, guardianUserId: owner.id }),
      list: () => auth.accountTokens.list(who),
      revoke: () => auth.accountTokens.revoke(who, made.id),
    });
    const { create, rotate, guardian } = calls(stale);
    for (const call of [create, rotate, guardian]) expect(await outcome(call())).toBe('reauthentication_required');
    const foreign = calls(other.by);
    for (const call of [foreign.rotate, foreign.guardian, foreign.revoke]) {
      expect(await outcome(call())).toBe('not_found');
    }
    auth.rights.tokenRefusals.set(by.sub, 'permission');
    for (const call of Object.values(calls(by))) expect(await outcome(call())).toBe('forbidden');
    auth.rights.tokenRefusals.delete(by.sub);
    expect(await outcome(verify(made))).toBe('answered');
    expect(await outcome(calls(by).revoke())).toBe('answered');
    expect(await outcome(verify(made))).toBe('unauthenticated');
  });

  it('rotates with overlap', async () => {
    const { by, made } = await owned();
    const next = await auth.accountTokens.rotate(by, { keyId: made.id, overlapHours: 1 });
    expect([await outcome(verify(next)), await outcome(verify(made))]).toEqual(['answered', 'answered']);
  });
});

describe('events', () => {
  it('name who did it and nothing that is secret or personal', async () => {
    const person = await stage.known(auth);
    const caller = callerOf(person);
    const made = await runInContext({ requestId: 'x', caller }, () =>
      auth.apiKeys.create(caller, { userId: person.id, name: 'Nadia’s own words', kind: 'api' }),
    );
    const [event] = await stage.events('key.created', person.id);
    expect(event?.actorid).toBe(person.id);
    expect(JSON.stringify(event)).not.toMatch(/own words/);
    expect(JSON.stringify(event)).not.toContain(made.key.slice(4));
  });
});
