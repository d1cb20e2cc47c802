// Real: everything. Roles, permissions, the account and its ownership, through HTTP.
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';
import { newcomer, personalPassword, type SignedIn } from './support/people.js';

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
let mails: Mails;
let owner: string;
let administrator: SignedIn;
let user: SignedIn;
let light: SignedIn;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-policy', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
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
});

describe('a smaller plan', () => {
  interface Effect {
    feature: string;
    text: string;
    count: number | null;
  }
  interface Preview {
    starts: Effect[];
    stops: Effect[];
    stays: Effect[];
  }
  const textOf = (effects: Effect[], feature: string) => effects.find((effect) => effect.feature === feature)?.text;
  const choose = async (plan: string) =>
    expect((await call<Account>(owner, 'PATCH', '/v1/account', { plan })).body.plan).toBe(plan);
  const previewOf = async (plan: string) =>
    (await call<Preview>(owner, 'POST', '/v1/account/plan-preview', { plan })).body;
  /** Status and code of each, as they are asked. */
  async function answers(asked: [token: string, method: string, path: string, body?: unknown][]) {
    const told = [];
    for (const [token, method, path, body] of asked) {
      const answer = await call(token, method, path, body);
      told.push(answer.status === 403 ? answer.body.code : answer.status);
    }
    return told;
  }

  afterEach(async () => {
    await choose('plus');
  });

  it('is the owner’s to choose, and says before what stops', async () => {
    const by = await call(administrator.token, 'PATCH', '/v1/account', { plan: 'free' });
    expect([by.status, by.body.code]).toEqual([403, 'owner_required']);
    const { stops, stays, starts } = await previewOf('free');
    const all = ['teams', 'custom_permissions', 'light_users', 'api_keys'];
    expect([stops, stays].map((effects) => effects.map(({ feature }) => feature))).toEqual([all, all]);
    expect(starts).toEqual([]);
  });

  it('hides teams, and nobody uses a mailbox through one; both come back with the plan', async () => {
    const email = `box.${randomUUID().slice(0, 8)}@muster.example`;
    const box = (await call<{ id: string }>(owner, 'POST', '/v1/mailboxes', { name: 'Box', email })).body.id;
    const made = { name: 'Downgraded', userIds: [user.id], mailboxIds: [box] };
    const team = (await call<{ id: string }>(owner, 'POST', '/v1/teams', made)).body.id;
    const seen = async () => {
      const read = async (token: string, path: string) => call<Record<string, never>>(token, 'GET', path);
      const mailboxes = await read(user.token, '/v1/users/me/mailboxes');
      const explained = await read(owner, `/v1/users/${user.id}/access?mailboxId=${box}`);
      const holders = await read(owner, `/v1/mailboxes/${box}/users`);
      const filtered = await read(owner, `/v1/users?mailboxId=${box}`);
      const shown = await read(owner, `/v1/users/${user.id}`);
      const mine = await read(user.token, '/v1/me/access');
      const notified = await read(user.token, '/v1/users/me/notifications');
      return {
        mailboxes: mailboxes.body['items'],
        explained: explained.body,
        holds: JSON.stringify([holders.body['items'], filtered.body['items']]).split(user.id).length - 1,
        shown: [shown.body['teamIds'], shown.body['mailboxIds']],
        mine: mine.body['mailboxes'],
        notified: Object.keys(notified.body['teams'] ?? {}),
      };
    };
    const usable = [{ mailboxId: box, sources: [`team:${team}`] }];
    const before = await seen();
    expect(before).toEqual({
      mailboxes: usable,
      explained: { allowed: true, because: [{ kind: 'team_grant', id: team, name: 'Downgraded' }] },
      holds: 2,
      shown: [[team], [box]],
      mine: usable,
      notified: [team],
    });
    const asked: Parameters<typeof answers>[0] = [
      [owner, 'GET', '/v1/teams'],
      [owner, 'GET', `/v1/teams/${team}`],
      [owner, 'PATCH', `/v1/teams/${team}`, { name: 'Else' }],
      [owner, 'PUT', `/v1/users/${user.id}/teams`, { teamIds: [] }],
      [owner, 'GET', `/v1/users?teamId=${team}`],
    ];
    const down = await previewOf('standard');
    await choose('standard');
    expect(textOf(down.stops, 'teams')).toMatch(/Teams are hidden.*use a mailbox that only a team gives/);
    expect(new Set(await answers(asked))).toEqual(new Set(['plan_required']));
    expect(await seen()).toEqual({
      mailboxes: [],
      explained: {
        allowed: false,
        because: [
          { kind: 'plan', name: 'standard' },
          { kind: 'team_grant_paused', id: team, name: 'Downgraded' },
        ],
      },
      holds: 0,
      shown: [[], []],
      mine: [],
      notified: [],
    });
    expect((await call(user.token, 'GET', `/v1/mailboxes/${box}`)).status).toBe(404);
    expect(textOf(down.stays, 'teams')).toMatch(/kept, and come back/);
    expect(textOf((await previewOf('plus')).starts, 'teams')).toMatch(/with their members and the mailboxes they give/);
    await choose('plus');
    expect(await seen()).toEqual(before);
    expect((await call(user.token, 'GET', `/v1/mailboxes/${box}`)).status).toBe(200);
    await call(owner, 'DELETE', `/v1/teams/${team}`);
  });

  it('gives everybody what their role has, more or less than was chosen for them', async () => {
    const of = (id: string) => `/v1/users/${id}/permissions`;
    await call(owner, 'PUT', of(user.id), { mode: 'custom', granted: ['users.manage'] });
    await call(owner, 'PUT', of(administrator.id), { mode: 'custom', granted: ['users.manage'] });
    const asked: Parameters<typeof answers>[0] = [
      [user.token, 'GET', '/v1/users'],
      [administrator.token, 'GET', '/v1/account'],
    ];
    expect(await answers(asked)).toEqual([200, 'forbidden']);
    const { stops, stays } = await previewOf('standard');
    expect(textOf(stops, 'custom_permissions')).toMatch(/do not count: everybody has what their role has.*had less/);
    expect(stops.find(({ feature }) => feature === 'custom_permissions')?.count).toBe(2);
    await choose('standard');
    expect(await answers(asked)).toEqual(['forbidden', 200]);
    const choosing: Parameters<typeof answers>[0] = [
      [owner, 'PUT', of(user.id), { mode: 'default' }],
      [owner, 'PUT', '/v1/roles/user/permissions', { permissions: [] }],
    ];
    expect(await answers(choosing)).toEqual(['plan_required', 'plan_required']);
    expect(textOf(stays, 'custom_permissions')).toMatch(/kept, and counts again/);
    await choose('plus');
    expect(await answers(asked)).toEqual([200, 'forbidden']);
    for (const id of [user.id, administrator.id]) await call(owner, 'PUT', of(id), { mode: 'default' });
  });

  it('adds no light user in any way, and those who are here go on', async () => {
    const named = (fields: object) => newPerson({ role: 'light_user', sendInvite: false, ...fields });
    const gone = (await call<{ id: string }>(owner, 'POST', '/v1/users', named({}))).body.id;
    expect((await call(owner, 'DELETE', `/v1/users/${gone}`, { confirm: 'DELETE' })).status).toBe(200);
    const { stops, stays } = await previewOf('standard');
    expect(textOf(stops, 'light_users')).toMatch(/added or restored.*made one/);
    expect(textOf(stays, 'light_users')).toMatch(/stay, and go on/);
    await choose('standard');
    const adding: Parameters<typeof answers>[0] = [
      [owner, 'POST', '/v1/users', named({})],
      [owner, 'POST', `/v1/users/${gone}/restoration`, {}],
      [owner, 'PATCH', `/v1/users/${user.id}`, { role: 'light_user' }],
    ];
    expect(new Set(await answers(adding))).toEqual(new Set(['plan_required']));
    const going: Parameters<typeof answers>[0] = [
      [light.token, 'GET', '/v1/me'],
      [light.token, 'PATCH', '/v1/me', { jobTitle: 'Reader' }],
      [owner, 'POST', `/v1/users/${light.id}/suspension`, {}],
      [owner, 'DELETE', `/v1/users/${light.id}/suspension`],
    ];
    expect(await answers(going)).toEqual([200, 200, 200, 200]);
    const signIn = () => api.signIn(light.email, personalPassword).catch(() => undefined);
    light.token = await until('the light user to be let in again', signIn);
    const seats = await call<{ light: { used: number; included: number } }>(owner, 'GET', '/v1/users/seats');
    expect(seats.body.light.included).toBe(0);
    expect(seats.body.light.used).toBeGreaterThan(0);
    await choose('plus');
    expect(await answers(adding.slice(0, 2))).toEqual([201, 200]);
  });

  it('pauses API keys, of people and of the account; they can still be revoked', async () => {
    const own = { name: 'Export', kind: 'api', scopes: ['users:read'] };
    const keys = '/v1/users/me/api-keys';
    const made = await call<{ id: string; key: string }>(administrator.token, 'POST', keys, own);
    const doomed = await call<{ id: string }>(administrator.token, 'POST', keys, { ...own, name: 'Doomed' });
    const listing: Parameters<typeof answers>[0] = [[made.body.key, 'GET', '/v1/users']];
    expect(await answers(listing)).toEqual([200]);
    const { stops, stays } = await previewOf('free');
    expect(textOf(stops, 'api_keys')).toMatch(/refused, and none can be made/);
    expect(textOf(stays, 'api_keys')).toMatch(/kept, and work again/);
    await choose('free');
    expect(await answers(listing)).toEqual([401]);
    const making: Parameters<typeof answers>[0] = [
      [administrator.token, 'POST', keys, own],
      [administrator.token, 'DELETE', `${keys}/${doomed.body.id}`],
    ];
    expect(await answers(making)).toEqual(['plan_required', 204]);
    const explained = await call<object>(owner, 'GET', `/v1/users/${administrator.id}/access?permission=api.access`);
    expect(explained.body).toEqual({ allowed: false, because: [{ kind: 'plan', name: 'free' }] });
    await choose('plus');
    expect(await answers(listing)).toEqual([200]);
  });
});

describe('the ownership', () => {
  const path = '/v1/account/ownership-transfer';

  it('is nobody’s who came to be that person by another address or a reset', async () => {
    const stage = { api, mails, by: owner };
    const manager = await newcomer(stage, { role: 'administrator' });
    const offered = await newcomer(stage, { role: 'administrator' });
    const offer = async () => expect((await call(owner, 'POST', path, { userId: offered.id })).status).toBe(201);
    const of = `/v1/users/${offered.id}`;

    await offer();
    expect((await call(manager.token, 'POST', `${of}/password-reset`)).status).toBe(202);
    const reset = tokenIn(await mails.newest(offered.email, 2), 'password-reset');
    const completion = { token: reset, password: `${personalPassword} again` };
    expect((await api.call('POST', '/v1/password-resets/completions', { body: completion })).status).toBe(204);
    const token = await api.signIn(offered.email, completion.password);
    expect((await call(token, 'POST', `${path}/acceptance`)).body.code).toBe('no_transfer_pending');
    await until('the offer ends', async () => (await call(owner, 'GET', path)).status === 404);

    await offer();
    const email = `${randomUUID()}@elsewhere.example`;
    expect((await call(manager.token, 'POST', `${of}/email-change`, { email })).status).toBe(202);
    const change = tokenIn(await mails.newest(email), 'email-change');
    const confirmed = await api.call('POST', '/v1/email-changes/confirmations', { body: { token: change } });
    expect(confirmed.status).toBe(204);
    expect((await call(owner, 'GET', path)).status).toBe(404);
    expect((await call(token, 'POST', `${path}/acceptance`)).body.code).toBe('no_transfer_pending');
  });

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
