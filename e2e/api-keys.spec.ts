// Real: everything. API tokens and Docs API keys through HTTP: what they open, and what ends them when.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { allRoutes, routeScopes, scopes, type Route } from '#contracts';
import { routeNotes } from '../libs/contracts/src/documents/route-notes.js';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer, type SignedIn } from './support/people.js';

interface Key {
  id: string;
  key: string;
  kind: string;
  name: string;
  lastFour: string;
  state: string;
  lastUsedAt: string | null;
  guardianUserId: string;
}

let system: System;
let api: Api;
let mails: Mails;
let owner: string;
let ownerId: string;

beforeAll(async () => {
  system = await startSystem({
    stateDir: '.muster/e2e-api-keys',
    fresh: true,
    quiet: true,
    build: false,
    copies: { gateway: 2 },
  });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  ownerId = (await call<{ id: string }>(owner, 'GET', '/v1/me')).body.id;
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

function call<Body = Problem>(token: string | undefined, method: string, path: string, body?: unknown) {
  return api.call<Body & Problem>(method, path, { token, ...(body === undefined ? {} : { body }) });
}

const person = (role = 'user') => newcomer({ api, mails, by: owner }, { role });
const make = (token: string, body: object) => call<Key>(token, 'POST', '/v1/users/me/api-keys', body);

async function tokenOf(session: string, wanted: readonly string[] = scopes): Promise<Key> {
  const made = await make(session, { name: 'A script', kind: 'api', scopes: wanted });
  expect(made.status).toBe(201);
  return made.body;
}

/** Statuses at every gateway: nothing may depend on which one is asked. */
async function everywhere(token: string, path: string): Promise<number[]> {
  const gateways = system.running.baseUrls.map((url) => new Api(url));
  return Promise.all(gateways.map(async (gateway) => (await gateway.call('GET', path, { token })).status));
}

const seats = (role: number) => [role, role];

async function docs(key: string, at = system.running.baseUrl) {
  const authorization = `Basic ${Buffer.from(`${key}:X`).toString('base64')}`;
  const answer = await fetch(`${at}/helpscout/docs/v1/sites`, { headers: { authorization } });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as unknown };
}

describe('an API token', () => {
  it('is shown once, and by kind, name, last four and last use from then on', async () => {
    const made = await make(owner, { name: 'Nightly export', kind: 'api', scopes: ['users:read'] });
    expect([made.status, made.headers.get('cache-control')]).toEqual([201, 'no-store']);
    expect(made.body.key).toMatch(/^mst_[0-9A-Za-z]{36}$/);
    expect((await call(made.body.key, 'GET', '/v1/users')).status).toBe(200);
    const list = await call<{ items: Key[] }>(owner, 'GET', '/v1/users/me/api-keys');
    const { id, lastFour } = made.body;
    expect(list.body.items.find((one) => one.id === id)).toMatchObject({
      name: 'Nightly export',
      lastFour,
      state: 'active',
      lastUsedAt: expect.any(String),
      lastUsedIp: expect.any(String),
    });
    expect(JSON.stringify(list.body)).not.toContain(made.body.key);
  });

  it('does no more than its scopes and its person’s rights together', async () => {
    const reading = await tokenOf(owner, ['users:read']);
    const writing = await call(reading.key, 'POST', '/v1/users', newPerson());
    expect([writing.status, writing.body.code]).toEqual([403, 'insufficient_scope']);
    expect((await call(reading.key, 'GET', '/v1/me')).body.code).toBe('insufficient_scope');
    const user = await person();
    const weak = await tokenOf(user.token);
    expect((await call(weak.key, 'POST', '/v1/users', newPerson())).body.code).toBe('forbidden');
    expect((await call(weak.key, 'GET', '/v1/users/me')).status).toBe(200);
    // Rights that come or go count at once.
    const of = `/v1/users/${user.id}/permissions`;
    await call(owner, 'PUT', of, { mode: 'custom', granted: ['api.access', 'users.manage'] });
    expect(await everywhere(weak.key, '/v1/users')).toEqual(seats(200));
    await call(owner, 'PUT', of, { mode: 'custom', granted: ['users.manage'] });
    expect(await everywhere(weak.key, '/v1/users')).toEqual(seats(401));
    await call(owner, 'PUT', of, { mode: 'default' });
    expect(await everywhere(weak.key, '/v1/users/me')).toEqual(seats(200));
  });

  it('makes, replaces and ends no keys, and is no fresh proof', async () => {
    const { key, id } = await tokenOf(owner);
    const calls: [string, string, object?][] = [
      ['GET', '/v1/users/me/api-keys'],
      ['POST', '/v1/users/me/api-keys', { name: 'Another', kind: 'api' }],
      ['POST', `/v1/users/me/api-keys/${id}/rotation`, {}],
      ['DELETE', `/v1/users/me/api-keys/${id}`],
      ['POST', '/v1/account/ownership-transfer', { userId: ownerId }],
      ['POST', '/v1/me/reauthentications', { password: system.running.owner.password }],
    ];
    for (const [method, path, body] of calls) {
      const answer = await call(key, method, path, body);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, 'insufficient_scope']);
    }
  });

  it('is refused in any other spelling or place', async () => {
    const { key } = await tokenOf(owner);
    const swapped = `${key.slice(0, 10)}${key[10] === 'a' ? 'b' : 'a'}${key.slice(11)}`;
    for (const wrong of [key.slice(0, -1), `${key}0`, swapped, key.toUpperCase(), `mdk_${key.slice(4)}`]) {
      const answer = await call(wrong, 'GET', '/v1/users');
      expect([answer.status, answer.body.code]).toEqual([401, 'unauthenticated']);
    }
    const inCookie = { headers: { cookie: `__Host-session=${key}` } };
    expect((await api.call('GET', '/v1/users', inCookie)).status).toBe(401);
    expect((await api.call('GET', `/v1/users?access_token=${key}`)).status).toBe(401);
    const refresh = await call(undefined, 'POST', '/v1/sessions/refresh', { refreshToken: key });
    expect(refresh.body.code).toBe('refresh_token_invalid');
  });

  it('is replaced, with the old one working on or ended at once', async () => {
    const first = await tokenOf(owner, ['users:read']);
    const rotate = (key: Key, body: object) =>
      call<Key>(owner, 'POST', `/v1/users/me/api-keys/${key.id}/rotation`, body);
    const second = await rotate(first, {});
    expect(second.status).toBe(201);
    expect(await everywhere(first.key, '/v1/users')).toEqual(seats(200));
    expect(await everywhere(second.body.key, '/v1/users')).toEqual(seats(200));
    expect((await rotate(first, {})).body.code).toBe('conflict');
    const third = await rotate(second.body, { overlapHours: 0 });
    expect(await everywhere(second.body.key, '/v1/users')).toEqual(seats(401));
    expect(await everywhere(third.body.key, '/v1/users')).toEqual(seats(200));
    for (const overlapHours of [-1, 169, 1.5, '24']) {
      expect((await rotate(third.body, { overlapHours })).body.errors?.[0]?.path).toBe('overlapHours');
    }
  });

  it('is made and replaced once per Idempotency-Key, with the same key for a repeat', async () => {
    const send = async (path: string, key: string, body: object) =>
      api.call<Key & Problem>('POST', path, { token: owner, body, headers: { 'idempotency-key': key } });
    const path = '/v1/users/me/api-keys';
    const made = await send(path, 'make-once', { name: 'Once', kind: 'api' });
    const again = await send(path, 'make-once', { name: 'Once', kind: 'api' });
    expect([again.status, again.body]).toEqual([201, made.body]);
    expect((await send(path, 'make-once', { name: 'Twice', kind: 'api' })).body.code).toBe('idempotency_conflict');
    const next = await send(`${path}/${made.body.id}/rotation`, 'rotate-once', { overlapHours: 0 });
    const repeat = await send(`${path}/${made.body.id}/rotation`, 'rotate-once', { overlapHours: 0 });
    expect([repeat.status, repeat.body.key]).toEqual([201, next.body.key]);
    expect(await everywhere(next.body.key, '/v1/users')).toEqual(seats(200));
    const app = await send('/v1/me/two-factor/totp', 'totp-once', {});
    expect([app.status, (await send('/v1/me/two-factor/totp', 'totp-once', {})).body]).toEqual([201, app.body]);
  });

  it('ends at every gateway on the next request when it is revoked', async () => {
    const made = await tokenOf(owner);
    expect(await everywhere(made.key, '/v1/users')).toEqual(seats(200));
    expect((await call(owner, 'DELETE', `/v1/users/me/api-keys/${made.id}`)).status).toBe(204);
    expect(await everywhere(made.key, '/v1/users')).toEqual(seats(401));
    expect((await call(owner, 'DELETE', `/v1/users/me/api-keys/${made.id}`)).status).toBe(404);
  });

  it('is declared in terms that make sense', async () => {
    const wrong: [object, string][] = [
      [{ kind: 'api' }, 'name'],
      [{ name: '', kind: 'api' }, 'name'],
      [{ name: 'x', kind: 'root' }, 'kind'],
      [{ name: 'x', kind: 'api', scopes: [] }, 'scopes'],
      [{ name: 'x', kind: 'api', scopes: ['everything'] }, 'scopes.0'],
      [{ name: 'x', kind: 'api', scopes: ['users:read', 'users:read'] }, 'scopes'],
      [{ name: 'x', kind: 'docs', scopes: ['users:read'] }, 'scopes'],
      [{ name: 'x', kind: 'api', expiresAt: '2020-01-01T00:00:00.000Z' }, 'expiresAt'],
      [{ name: 'x', kind: 'api', expiresAt: '2027-13-45T99:00:00.000Z' }, 'expiresAt'],
      [{ name: 'x', kind: 'api', key: 'mst_chosen' }, 'key'],
    ];
    for (const [body, path] of wrong) {
      const answer = await make(owner, body);
      expect([body, answer.status, answer.body.errors?.[0]?.path]).toEqual([body, 422, path]);
    }
  });
});

describe('keys of others', () => {
  it('are seen and ended by managers, and made by nobody but their person', async () => {
    const [user, administrator] = [await person(), await person('administrator')];
    const made = await tokenOf(user.token);
    const of = `/v1/users/${user.id}/api-keys`;
    const seen = await call<{ items: Key[] }>(administrator.token, 'GET', of);
    expect(seen.body.items).toMatchObject([{ id: made.id, kind: 'api', lastFour: made.lastFour }]);
    expect((await call(administrator.token, 'POST', of, { name: 'x', kind: 'api' })).status).toBe(403);
    expect((await call(administrator.token, 'POST', `${of}/${made.id}/rotation`, {})).status).toBe(403);
    expect((await call(administrator.token, 'GET', `/v1/users/${ownerId}/api-keys`)).status).toBe(403);
    expect((await call(user.token, 'GET', `/v1/users/${ownerId}/api-keys`)).status).toBe(403);
    expect((await call(owner, 'GET', `/v1/users/${randomUUID()}/api-keys`)).status).toBe(404);
    expect((await call(administrator.token, 'DELETE', `${of}/${made.id}`)).status).toBe(204);
    expect(await everywhere(made.key, '/v1/users/me')).toEqual(seats(401));
  });

  it('are told of in the audit log', async () => {
    const user = await person();
    const made = await tokenOf(user.token);
    await call(owner, 'DELETE', `/v1/users/${user.id}/api-keys/${made.id}`);
    const found = await until('both entries', async () => {
      const { body } = await call<{ items: { action: string; actor: { id: string } }[] }>(
        owner,
        'GET',
        `/v1/audit-log?targetId=${user.id}`,
      );
      const entries = body.items.filter(({ action }) => action.startsWith('user.api_key_'));
      return entries.length === 2 && JSON.stringify(entries);
    });
    expect(found).toMatch(/user\.api_key_revoked.*user\.api_key_created/);
    expect(found).toContain(made.id);
    expect(found).not.toContain(made.key);
  });
});

describe('a Docs API key', () => {
  it('works where clients of the Docs API ask, and nowhere else', async () => {
    const { body } = await make(owner, { name: 'Docs', kind: 'docs' });
    expect(body.key).toMatch(/^mdk_[0-9A-Za-z]{36}$/);
    const good = await docs(body.key);
    expect([good.status, good.body]).toEqual([200, { sites: { page: 1, pages: 1, count: 0, items: [] } }]);
    expect((await call(body.key, 'GET', '/v1/users')).status).toBe(401);
    const token = await tokenOf(owner);
    for (const wrong of [token.key, `${body.key}0`, 'x', owner.slice(0, 400)]) {
      const bad = await docs(wrong);
      expect([bad.status, bad.body]).toEqual([401, { code: 401, error: 'Invalid API key' }]);
      expect(bad.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
    const bare = await fetch(`${system.running.baseUrl}/helpscout/docs/v1/sites`);
    expect([bare.status, await bare.json()]).toEqual([401, { code: 401, error: 'Invalid API key' }]);
    await call(owner, 'DELETE', `/v1/users/me/api-keys/${body.id}`);
    for (const url of system.running.baseUrls) expect((await docs(body.key, url)).status).toBe(401);
  });
});

describe('what ends when', () => {
  async function holder(): Promise<{ user: SignedIn; token: Key; docsKey: string; states: () => Promise<number[]> }> {
    const user = await person();
    const token = await tokenOf(user.token);
    const docsKey = (await make(user.token, { name: 'Docs', kind: 'docs' })).body.key;
    const states = async () => [...(await everywhere(token.key, '/v1/users/me')), (await docs(docsKey)).status];
    expect(await states()).toEqual([200, 200, 200]);
    return { user, token, docsKey, states };
  }
  const all = (status: number) => [status, status, status];
  const soon = (what: string, states: () => Promise<number[]>, status: number) =>
    until(what, async () => (await states()).every((one) => one === status), 5_000);

  it('suspended: paused on the next request; lifted: working again', async () => {
    const { user, states } = await holder();
    await call(owner, 'POST', `/v1/users/${user.id}/suspension`, {});
    expect(await states()).toEqual(all(401));
    await call(owner, 'DELETE', `/v1/users/${user.id}/suspension`);
    await soon('keys that work again', states, 200);
  });

  it('made light user: revoked for good', async () => {
    const { user, states } = await holder();
    await call(owner, 'PATCH', `/v1/users/${user.id}`, { role: 'light_user' });
    expect(await states()).toEqual(all(401));
    const none = await make(user.token, { name: 'x', kind: 'docs' });
    expect([none.status, none.body.code]).toEqual([403, 'forbidden']);
    await until('an empty list', async () => {
      const { body } = await call<{ items: Key[] }>(owner, 'GET', `/v1/users/${user.id}/api-keys`);
      return body.items.length === 0;
    });
    await call(owner, 'PATCH', `/v1/users/${user.id}`, { role: 'user' });
    expect(await states()).toEqual(all(401));
  });

  it('deleted: revoked; restored: none comes back', async () => {
    const { user, states } = await holder();
    expect((await call(owner, 'DELETE', `/v1/users/${user.id}`, { confirm: 'DELETE' })).status).toBe(200);
    expect(await states()).toEqual(all(401));
    expect((await call(owner, 'POST', `/v1/users/${user.id}/restoration`, {})).status).toBe(200);
    expect(await states()).toEqual(all(401));
  });

  it('a plan without keys: refused while so', async () => {
    const { user, states } = await holder();
    await call(owner, 'PATCH', '/v1/account', { plan: 'free' });
    expect(await states()).toEqual(all(401));
    const none = await make(user.token, { name: 'x', kind: 'docs' });
    expect([none.status, none.body.code, none.body.plan]).toEqual([403, 'plan_required', 'standard']);
    await call(owner, 'PATCH', '/v1/account', { plan: 'plus' });
    expect(await states()).toEqual(all(200));
  });

  it('sign-out: goes on', async () => {
    const { user, states } = await holder();
    await call(user.token, 'DELETE', '/v1/sessions/current');
    expect(await states()).toEqual(all(200));
  });

  it('survives a restart of everything that could remember it', async () => {
    const { token, states } = await holder();
    await call(owner, 'DELETE', `/v1/users/me/api-keys/${token.id}`);
    await Promise.all([system.restart('auth'), system.restart('users')]);
    await system.ready();
    expect(await states()).toEqual(all(200));
  }, 60_000);
});

describe('a token of the account', () => {
  const path = '/v1/account/api-tokens';

  it('acts by its guardian’s rights, and goes to the owner when they are deleted', async () => {
    const [guardian, administrator] = [await person(), await person('administrator')];
    const body = { name: 'Warehouse', scopes: ['users:read'], guardianUserId: guardian.id };
    expect((await call(guardian.token, 'POST', path, body)).status).toBe(403);
    const made = await call<Key>(administrator.token, 'POST', path, body);
    expect([made.status, made.body.guardianUserId]).toEqual([201, guardian.id]);
    const me = () => call<{ id: string }>(made.body.key, 'GET', '/v1/users/me');
    expect((await me()).body.id).toBe(guardian.id);
    expect((await call(made.body.key, 'GET', '/v1/users')).status).toBe(403);
    await call(owner, 'DELETE', `/v1/users/${guardian.id}`, { confirm: 'DELETE' });
    await until('the owner as guardian', async () => (await me()).body.id === ownerId);
    const list = await call<{ items: Key[] }>(administrator.token, 'GET', path);
    expect(list.body.items.find(({ id }) => id === made.body.id)?.guardianUserId).toBe(ownerId);
    // An administrator may not hold what acts by the owner's rights.
    expect((await call(administrator.token, 'POST', `${path}/${made.body.id}/rotation`, {})).status).toBe(403);
    const change = { guardianUserId: administrator.id };
    expect((await call(administrator.token, 'PUT', `${path}/${made.body.id}/guardian`, change)).status).toBe(200);
    expect((await me()).body.id).toBe(administrator.id);
    expect((await call(administrator.token, 'DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expect((await me()).status).toBe(401);
  });

  it('does no more after its guardian than before, whoever comes, until it is replaced', async () => {
    const guardian = await person();
    const of = { name: 'Sync', scopes: ['users:read', 'users:write'], guardianUserId: guardian.id };
    const made = (await call<Key>(owner, 'POST', path, of)).body;
    const raise = async (key: string) =>
      (await call(key, 'POST', '/v1/users', { ...newPerson(), role: 'administrator', sendInvite: false })).status;
    const renames = async (key: string, who: string) =>
      (await call(key, 'PATCH', `/v1/users/${who}`, { jobTitle: 'Renamed' })).status;
    expect([await raise(made.key), await renames(made.key, guardian.id)]).toEqual([403, 200]);
    await call(owner, 'DELETE', `/v1/users/${guardian.id}`, { confirm: 'DELETE' });
    const me = () => call<{ id: string }>(made.key, 'GET', '/v1/users/me');
    await until('the owner as guardian', async () => (await me()).body.id === ownerId);
    expect([await raise(made.key), await renames(made.key, ownerId)]).toEqual([403, 403]);
    const rows = { rows: [{ firstName: 'A', lastName: 'B', email: newPerson().email, role: 'administrator' }] };
    expect((await call(made.key, 'POST', '/v1/users/imports', rows)).status).toBe(403);
    const found = async () =>
      (await call<{ items: (Key & { inheritedAt: string | null })[] }>(owner, 'GET', path)).body.items.find(
        ({ id }) => id === made.id,
      );
    expect((await found())?.inheritedAt).toEqual(expect.any(String));
    const told = await until('a mail to the owner', async () =>
      (await mails.to(system.running.owner.email)).find(({ text }) => text.includes('/settings/api-tokens')),
    );
    expect(told.subject).toBe('API tokens are yours to look after');
    const confirm = { guardianUserId: ownerId };
    expect((await call(owner, 'PUT', `${path}/${made.id}/guardian`, confirm)).status).toBe(200);
    expect([(await found())?.inheritedAt, await raise(made.key)]).toEqual([null, 403]);
    const next = await call<Key>(owner, 'POST', `${path}/${made.id}/rotation`, {});
    expect([await raise(next.body.key), await raise(made.key)]).toEqual([201, 403]);
  });

  it('has no guardian above or outside', async () => {
    const administrator = await person('administrator');
    for (const [guardianUserId, code] of [
      [ownerId, 'not_fit'],
      [randomUUID(), 'unknown_id'],
    ]) {
      const body = { name: 'x', scopes: ['users:read'], guardianUserId };
      const answer = await call(administrator.token, 'POST', path, body);
      expect([answer.status, answer.body.errors?.[0]?.path, answer.body.errors?.[0]?.code]).toEqual([
        422,
        'guardianUserId',
        code,
      ]);
    }
  });
});

describe('every route with a token of the owner', () => {
  const tokens = new Map<string, string>();
  const json = { 'content-type': 'application/json' };
  // Of nothing, so that no route does anything.
  const pathOf = ({ path }: Route) => path.replace('{role}', 'user').replace(/\{(\w+)\}/g, () => randomUUID());

  beforeAll(async () => {
    for (const scope of scopes) tokens.set(scope, (await tokenOf(owner, [scope])).key);
  });

  it.each(allRoutes.filter(({ access }) => access === 'signed_in'))(
    '$id: as the table of scopes says',
    async (route) => {
      const { body } = routeNotes[route.id] ?? {};
      for (const [scope, token] of tokens) {
        const answer = await fetch(`${system.running.baseUrl}${pathOf(route)}`, {
          method: route.method,
          headers: { authorization: `Bearer ${token}`, ...(body === undefined ? {} : json) },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
        // Exports are no JSON.
        const refused = (await answer.text()).includes('"code":"insufficient_scope"');
        expect([scope, answer.status, refused]).toEqual([scope, answer.status, routeScopes[route.id] !== scope]);
        expect(answer.status).toBeLessThan(500);
      }
    },
  );
});

describe('the key itself', () => {
  it('is in no log, table, stream or other file of the system', async () => {
    const { key } = await tokenOf(owner, ['users:read']);
    const docsKey = (await make(owner, { name: 'Docs', kind: 'docs' })).body.key;
    await call(key, 'GET', '/v1/users');
    await docs(docsKey);
    await call(`${key}0`, 'GET', '/v1/users');
    const name = `Canary ${randomUUID()}`;
    await make(owner, { name, kind: 'docs' });
    const files = filesUnder('.muster/e2e-api-keys');
    const holding = (needle: string) => files.filter((file) => readQuietly(file).includes(needle));
    // The name shows that the search would find it.
    await until('the name on disk', async () => holding(name).length > 0);
    for (const secret of [key, docsKey]) expect(holding(secret.slice(4))).toEqual([]);
  }, 60_000);
});

function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function readQuietly(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    // Gone since, or not ours to read.
    return Buffer.alloc(0);
  }
}
