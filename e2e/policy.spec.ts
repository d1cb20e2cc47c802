// Real: everything. Roles, permissions, the account and its ownership, through HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, type Problem } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer, type SignedIn } from './support/people.js';

interface Permissions {
  mode: string;
  granted: string[];
  effective: string[];
}
interface Account {
  name: string;
  plan: string;
  security: { requireTwoFactor: string; allowedIpRanges: string[] };
}

let system: System;
let api: Api;
let owner: string;
let administrator: SignedIn;
let user: SignedIn;
let light: SignedIn;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-policy', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  const mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  const stage = { api, mails, by: owner };
  administrator = await newcomer(stage, { role: 'administrator' });
  user = await newcomer(stage, { role: 'user' });
  light = await newcomer(stage, { role: 'light_user' });
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

const call = <Body = Problem>(
  token: string,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) => api.call<Body & Problem>(method, path, { token, headers, ...(body === undefined ? {} : { body }) });

describe('what there is to choose from', () => {
  it('names every permission, role and plan', async () => {
    const catalogue = await call<{ items: { id: string; name: string; group: string }[]; groups: { id: string }[] }>(
      light.token,
      'GET',
      '/v1/permissions',
    );
    expect(catalogue.status).toBe(200);
    const groups = new Set(catalogue.body.groups.map(({ id }) => id));
    expect(catalogue.body.items.every(({ name, group }) => name !== '' && groups.has(group))).toBe(true);
    const plans = await call<{ items: { name: string; limits: object }[] }>(light.token, 'GET', '/v1/plans');
    expect(plans.body.items.map(({ name }) => name)).toEqual(['free', 'standard', 'plus', 'company']);
    const roles = await call<{ items: { role: string; people: { total: number } }[] }>(owner, 'GET', '/v1/roles');
    expect(roles.body.items.map(({ role }) => role)).toEqual(['owner', 'administrator', 'user', 'light_user']);
    expect(roles.body.items[0]?.people.total).toBe(1);
  });
});

describe('permissions', () => {
  const of = (id: string) => `/v1/users/${id}/permissions`;

  it('chosen for a person count on their very next request', async () => {
    expect((await call(user.token, 'GET', '/v1/users')).status).toBe(403);
    const chosen = await call<Permissions>(owner, 'PUT', of(user.id), { mode: 'custom', granted: ['users.manage'] });
    expect(chosen.body).toEqual({ mode: 'custom', granted: ['users.manage'], effective: ['users.manage'] });
    expect((await call(user.token, 'GET', '/v1/users')).status).toBe(200);
    expect((await call<Permissions>(user.token, 'GET', of('me'))).body.mode).toBe('custom');
    await call(owner, 'PUT', of(user.id), { mode: 'default' });
    expect((await call(user.token, 'GET', '/v1/users')).status).toBe(403);
  });

  it('chosen for a role count for everybody who has it', async () => {
    const path = '/v1/roles/user/permissions';
    expect((await call(administrator.token, 'PUT', path, { permissions: [] })).body.code).toBe('owner_required');
    expect((await call(owner, 'PUT', path, { permissions: ['users.manage', 'reports.view'] })).status).toBe(200);
    expect((await call(user.token, 'GET', '/v1/users/seats')).status).toBe(200);
    const access = await call<{ permissions: string[] }>(user.token, 'GET', '/v1/me/access');
    expect(access.body.permissions).toEqual(['users.manage', 'reports.view']);
    expect((await call(owner, 'PUT', path, { permissions: null })).status).toBe(200);
    expect((await call(user.token, 'GET', '/v1/users/seats')).status).toBe(403);
    expect((await call(owner, 'PUT', '/v1/roles/owner/permissions', { permissions: [] })).status).toBe(422);
  });

  it('raise nobody', async () => {
    const me = await call<{ id: string }>(owner, 'GET', '/v1/me');
    const attempts: [string, string, object, number, string][] = [
      [administrator.token, administrator.id, { mode: 'default' }, 403, 'forbidden'],
      [administrator.token, me.body.id, { mode: 'custom', granted: [] }, 403, 'forbidden'],
      [owner, me.body.id, { mode: 'custom', granted: [] }, 409, 'last_owner'],
      [owner, light.id, { mode: 'custom', granted: ['users.manage'] }, 422, 'invalid_request'],
      [owner, administrator.id, { mode: 'custom', granted: ['account.billing'] }, 422, 'invalid_request'],
      [user.token, light.id, { mode: 'default' }, 403, 'forbidden'],
      [owner, user.id, { mode: 'custom', granted: ['everything'] }, 422, 'invalid_request'],
      [owner, user.id, { mode: 'custom' }, 422, 'invalid_request'],
      [owner, user.id, { mode: 'default', granted: ['users.manage'] }, 422, 'invalid_request'],
      [owner, user.id, { mode: 'custom', granted: ['docs.edit', 'docs.edit'] }, 422, 'invalid_request'],
      [owner, randomUUID(), { mode: 'default' }, 404, 'not_found'],
    ];
    for (const [token, id, body, status, code] of attempts) {
      const answer = await call(token, 'PUT', of(id), body);
      expect([body, answer.status, answer.body.code]).toEqual([body, status, code]);
    }
  });
});

describe('the account', () => {
  it('changes with If-Match, and shows on the next /v1/me of everybody', async () => {
    const read = await call<Account>(administrator.token, 'GET', '/v1/account');
    const etag = { 'if-match': read.headers.get('etag') ?? '' };
    await call(user.token, 'GET', '/v1/me');
    const changed = await call<Account>(administrator.token, 'PATCH', '/v1/account', { name: 'Pine & Harbour' }, etag);
    expect([changed.status, changed.body.name]).toEqual([200, 'Pine & Harbour']);
    const me = await call<{ account: { name: string } }>(user.token, 'GET', '/v1/me');
    expect(me.body.account.name).toBe('Pine & Harbour');
    const stale = await call(owner, 'PATCH', '/v1/account', { name: 'Other' }, etag);
    expect([stale.status, stale.body.code]).toEqual([412, 'stale']);
  });

  it('refuses what makes no sense, with the path', async () => {
    const wrong: [object, string][] = [
      [{ name: '' }, 'name'],
      [{ timezone: 'Mars/Olympus' }, 'timezone'],
      [{ plan: 'gold' }, 'plan'],
      [{ security: { requireTwoFactor: 'some' } }, 'security.requireTwoFactor'],
      [{ security: { sessionIdleDays: 0 } }, 'security.sessionIdleDays'],
      [{ security: { sessionIdleDays: 60, sessionMaxDays: 7 } }, 'security.sessionIdleDays'],
      [{ security: { allowedIpRanges: ['10.0.0.0/33'] } }, 'security.allowedIpRanges.0'],
      [{ security: { allowedIpRanges: Array.from({ length: 51 }, () => '127.0.0.0/8') } }, 'security.allowedIpRanges'],
      [{ id: randomUUID() }, 'id'],
    ];
    for (const [body, path] of wrong) {
      const answer = await call(owner, 'PATCH', '/v1/account', body);
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, path]);
    }
  });

  it('does not let people lock themselves out by addresses', async () => {
    const away = await call(owner, 'PATCH', '/v1/account', { security: { allowedIpRanges: ['192.0.2.0/24'] } });
    expect([away.status, away.body.code]).toEqual([409, 'own_address_excluded']);
  });

  it('goes down a plan and up again without losing anything', async () => {
    const by = await call(administrator.token, 'PATCH', '/v1/account', { plan: 'free' });
    expect([by.status, by.body.code]).toEqual([403, 'owner_required']);
    const preview = await call<{ stops: { feature: string }[] }>(owner, 'POST', '/v1/account/plan-preview', {
      plan: 'free',
    });
    expect(preview.body.stops.map(({ feature }) => feature)).toEqual([
      'teams',
      'custom_permissions',
      'light_users',
      'api_keys',
    ]);
    const teams = () => call<{ items: unknown[] }>(owner, 'GET', '/v1/teams');
    const before = (await teams()).body.items.length;
    expect((await call<Account>(owner, 'PATCH', '/v1/account', { plan: 'free' })).body.plan).toBe('free');
    const hidden = await teams();
    expect([hidden.status, hidden.body.code, hidden.body.plan]).toEqual([403, 'plan_required', 'plus']);
    expect((await call(light.token, 'GET', '/v1/me')).status).toBe(200);
    expect((await call<Account>(owner, 'PATCH', '/v1/account', { plan: 'plus' })).body.plan).toBe('plus');
    expect((await teams()).body.items).toHaveLength(before);
  });
});

describe('the ownership', () => {
  const path = '/v1/account/ownership-transfer';

  it('is offered, declined, offered again and accepted', async () => {
    expect((await call(owner, 'GET', path)).status).toBe(404);
    expect((await call(administrator.token, 'POST', path, { userId: user.id })).body.code).toBe('owner_required');
    expect((await call(owner, 'POST', path, { userId: user.id })).status).toBe(409);
    expect((await call(owner, 'POST', path, { userId: randomUUID() })).body.errors?.[0]?.path).toBe('userId');

    expect((await call(owner, 'POST', path, { userId: administrator.id })).status).toBe(201);
    expect((await call(owner, 'POST', path, { userId: administrator.id })).body.code).toBe('transfer_pending');
    expect((await call(administrator.token, 'DELETE', path)).status).toBe(204);
    expect((await call(administrator.token, 'POST', `${path}/acceptance`)).body.code).toBe('no_transfer_pending');

    expect((await call(owner, 'POST', path, { userId: administrator.id })).status).toBe(201);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => call(administrator.token, 'POST', `${path}/acceptance`)),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(19);

    // Both act by their new roles on the next request.
    expect((await call(owner, 'PATCH', '/v1/account', { plan: 'company' })).body.code).toBe('owner_required');
    expect((await call(administrator.token, 'PATCH', '/v1/account', { plan: 'company' })).status).toBe(200);
    const old = await call<{ role: string }>(owner, 'GET', '/v1/me');
    expect(old.body.role).toBe('administrator');
  });
});
