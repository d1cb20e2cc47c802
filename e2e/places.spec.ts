// Real: everything. One system, started as `npm start` does.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, type Problem } from './support/api.js';

interface Team {
  id: string;
  name: string;
  mention: string;
  memberCount: number;
  mailboxIds: string[];
}
interface Mailbox {
  id: string;
  name: string;
  email: string;
}
interface User {
  id: string;
  role: string;
  teamIds: string[];
  mailboxIds: string[];
}
interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
  total?: number;
}
interface Explanation {
  allowed: boolean;
  because: { kind: string; id?: string; name?: string }[];
}
interface Used {
  items: { mailboxId: string; sources: string[] }[];
}

let system: System;
let api: Api;
let owner: string;
let administrator: string;
let user: string;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-places', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  const { running } = system;
  owner = await api.signIn(running.owner.email, running.owner.password);
  administrator = await api.signIn(running.administrator.email, running.administrator.password);
  user = await api.signIn(running.user.email, running.user.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

const person = async (fields: Record<string, unknown> = {}) =>
  (await api.call<User>('POST', '/v1/users', { token: owner, body: newPerson({ sendInvite: false, ...fields }) })).body;
const read = async (id: string) => (await api.call<User>('GET', `/v1/users/${id}`, { token: owner })).body;
const team = (body: Record<string, unknown> = {}, token = administrator) =>
  api.call<Team & Problem>('POST', '/v1/teams', { token, body: { name: `Team ${randomUUID().slice(0, 8)}`, ...body } });
const mailbox = (body: Record<string, unknown> = {}, token = administrator) =>
  api.call<Mailbox & Problem>('POST', '/v1/mailboxes', {
    token,
    body: { name: 'Box', email: `box.${randomUUID().slice(0, 8)}@muster.example`, ...body },
  });
const explain = async (id: string, query: string) =>
  (await api.call<Explanation>('GET', `/v1/users/${id}/access?${query}`, { token: owner })).body;

describe('a team', () => {
  it('is created, changed, filled, previewed and deleted', async () => {
    const [one, box] = [await person(), (await mailbox()).body];
    const created = await team({ name: 'Night Shift', userIds: [one.id], mailboxIds: [box.id] });
    expect([created.status, created.body.mention, created.body.memberCount]).toEqual([201, 'night-shift', 1]);
    const path = `/v1/teams/${created.body.id}`;
    expect(created.headers.get('location')).toBe(path);
    expect((await read(one.id)).mailboxIds).toContain(box.id);

    const etag = created.headers.get('etag') ?? '';
    const patch = (name: string) =>
      api.call<Team & Problem>('PATCH', path, { token: owner, body: { name }, headers: { 'if-match': etag } });
    expect((await patch('Late Shift')).body.name).toBe('Late Shift');
    expect((await patch('Early Shift')).body.code).toBe('stale');

    const other = await person();
    const put = await api.call<Team>('PUT', `${path}/members`, { token: owner, body: { userIds: [other.id, one.id] } });
    expect([put.status, put.body.memberCount]).toEqual([200, 2]);
    const members = await api.call<Page<{ userId: string }>>('GET', `${path}/members?limit=1&total=true`, {
      token: owner,
    });
    expect([members.body.items.length, members.body.total]).toEqual([1, 2]);
    expect(members.body.nextCursor).not.toBeNull();

    const preview = await api.call<{ members: { total: number }; losingAccess: { total: number } }>(
      'GET',
      `${path}/deletion-preview`,
      { token: owner },
    );
    expect([preview.body.members.total, preview.body.losingAccess.total]).toEqual([2, 2]);
    expect((await api.call('DELETE', path, { token: owner })).status).toBe(204);
    expect((await api.call('GET', path, { token: owner })).status).toBe(404);
    expect((await read(one.id)).mailboxIds).not.toContain(box.id);
  });

  it('has no light users, and nobody unknown', async () => {
    const light = await person({ role: 'light_user' });
    for (const [id, code] of [
      [light.id, 'role'],
      [uuidv7(), 'unknown_id'],
    ] as const) {
      const answer = await team({ userIds: [id] });
      expect([answer.status, answer.body.errors?.[0]]).toMatchObject([422, { path: 'userIds.0', code }]);
    }
  });

  it('shares its handle with nobody', async () => {
    const mention = `handle.${randomUUID().slice(0, 8)}`;
    const answers = await Promise.all(Array.from({ length: 20 }, () => team({ mention })));
    expect(answers.filter((answer) => answer.status === 201)).toHaveLength(1);
    expect(new Set(answers.map((answer) => answer.body.code).filter(Boolean))).toEqual(new Set(['mention_taken']));
  });

  it('is created once for one key', async () => {
    const headers = { 'idempotency-key': randomUUID() };
    const post = () => api.call<Team>('POST', '/v1/teams', { token: owner, body: { name: 'Once' }, headers });
    expect((await post()).body.id).toBe((await post()).body.id);
  });
});

describe('a mailbox', () => {
  it('comes to the administrators, and goes from everybody', async () => {
    const created = await mailbox();
    expect(created.status).toBe(201);
    const path = `/v1/mailboxes/${created.body.id}`;
    const one = await person({ mailboxIds: [created.body.id] });
    const users = await api.call<Page<{ userId: string; role: string; sources: string[] }>>('GET', `${path}/users`, {
      token: owner,
    });
    const sources = new Map(users.body.items.map((item) => [item.userId, item.sources]));
    expect(sources.get(one.id)).toEqual(['direct']);
    expect(users.body.items.find((item) => item.role === 'owner')?.sources).toContain('role');
    expect(users.body.items.filter((item) => item.role === 'administrator').length).toBeGreaterThan(0);

    const taken = await mailbox({ email: created.body.email });
    expect([taken.status, taken.body.code]).toEqual([409, 'mailbox_email_taken']);
    const renamed = await api.call<Mailbox>('PATCH', path, { token: owner, body: { name: 'Renamed' } });
    expect([renamed.status, renamed.body.name, renamed.headers.get('etag')]).toEqual([200, 'Renamed', '"2"']);
    const preview = await api.call<{ directGrants: number }>('GET', `${path}/deletion-preview`, { token: owner });
    expect(preview.body.directGrants).toBeGreaterThan(1);
    expect((await api.call('DELETE', path, { token: owner })).status).toBe(204);
    expect((await read(one.id)).mailboxIds).toEqual([]);
  });

  it('is found by name', async () => {
    await mailbox({ name: 'Décor Ørsted' });
    const found = await api.call<Page<Mailbox>>('GET', '/v1/mailboxes?q=decor%20orsted', { token: owner });
    expect(found.body.items.map((item) => item.name)).toEqual(['Décor Ørsted']);
  });
});

describe('what somebody can use', () => {
  it('is set, shown with its sources, and explained', async () => {
    const one = await person();
    const [direct, shared] = [(await mailbox()).body, (await mailbox()).body];
    const desk = (await team({ mailboxIds: [shared.id] })).body;
    const put = (path: string, body: unknown, token = administrator) =>
      api.call<Used & { teamIds: string[] } & Problem>('PUT', `/v1/users/${one.id}/${path}`, { token, body });
    expect((await put('teams', { teamIds: [desk.id] })).body.teamIds).toEqual([desk.id]);
    const { items } = (await put('mailboxes', { mailboxIds: [direct.id] })).body;
    expect(items).toEqual(
      expect.arrayContaining([
        { mailboxId: direct.id, sources: ['direct'] },
        { mailboxId: shared.id, sources: [`team:${desk.id}`] },
      ]),
    );
    const got = await api.call<Used>('GET', `/v1/users/${one.id}/mailboxes`, { token: owner });
    expect(got.body.items).toEqual(items);

    expect(await explain(one.id, `mailboxId=${shared.id}`)).toEqual({
      allowed: true,
      because: [{ kind: 'team_grant', id: desk.id, name: desk.name }],
    });
    expect(await explain(one.id, 'permission=tags.manage')).toEqual({
      allowed: false,
      because: [{ kind: 'role_default', name: 'user' }],
    });
    for (const query of ['', 'permission=nothing', `permission=api.access&mailboxId=${shared.id}`]) {
      const answer = await api.call('GET', `/v1/users/${one.id}/access?${query}`, { token: owner });
      expect(answer.status).toBe(422);
    }
  });

  it('is one’s own to see and not to change', async () => {
    for (const path of ['mailboxes', 'teams', 'access?permission=threads.edit']) {
      expect((await api.call('GET', `/v1/users/me/${path}`, { token: user })).status).toBe(200);
    }
    const body = { mailboxIds: [] };
    for (const token of [user, administrator]) {
      expect((await api.call('PUT', '/v1/users/me/mailboxes', { token, body })).status).toBe(403);
    }
    const ownerId = (await api.call<User>('GET', '/v1/me', { token: owner })).body.id;
    expect((await api.call('PUT', `/v1/users/${ownerId}/mailboxes`, { token: administrator, body })).status).toBe(403);
  });

  it('is not for everybody to hand out', async () => {
    const id = uuidv7();
    const calls: [string, string, unknown?][] = [
      ['POST', '/v1/teams', { name: 'No' }],
      ['PATCH', `/v1/teams/${id}`, { name: 'No' }],
      ['DELETE', `/v1/teams/${id}`],
      ['PUT', `/v1/teams/${id}/members`, { userIds: [] }],
      ['PUT', `/v1/teams/${id}/mailboxes`, { mailboxIds: [] }],
      ['GET', `/v1/teams/${id}/members`],
      ['GET', `/v1/teams/${id}/deletion-preview`],
      ['POST', '/v1/mailboxes', { name: 'No', email: 'no@muster.example' }],
      ['PATCH', `/v1/mailboxes/${id}`, { name: 'No' }],
      ['DELETE', `/v1/mailboxes/${id}`],
      ['GET', `/v1/mailboxes/${id}/users`],
      ['GET', `/v1/mailboxes/${id}/deletion-preview`],
      ['PUT', `/v1/users/${id}/teams`, { teamIds: [] }],
      ['PUT', `/v1/users/${id}/mailboxes`, { mailboxIds: [] }],
    ];
    for (const [method, path, body] of calls) {
      const asUser = await api.call<Problem>(method, path, { token: user, body });
      expect([method, path, asUser.status, asUser.body.code]).toEqual([method, path, 403, 'forbidden']);
      const asNobody = await api.call(method, path, { body });
      expect([method, path, asNobody.status]).toEqual([method, path, 401]);
    }
  });

  it('answers bad input with what is wrong where', async () => {
    const cases: [string, string, unknown, string][] = [
      ['POST', '/v1/teams', {}, 'name'],
      ['POST', '/v1/teams', { name: ' ' }, 'name'],
      ['POST', '/v1/teams', { name: 'x'.repeat(61) }, 'name'],
      ['POST', '/v1/teams', { name: 'Ok', mention: '@no' }, 'mention'],
      ['POST', '/v1/teams', { name: 'Ok', userIds: ['1'] }, 'userIds.0'],
      ['POST', '/v1/mailboxes', { name: 'Ok', email: 'no' }, 'email'],
      ['PUT', '/v1/users/me/teams', { teamIds: null }, 'teamIds'],
    ];
    for (const [method, path, body, where] of cases) {
      const answer = await api.call<Problem>(method, path, { token: owner, body });
      expect([path, answer.status, answer.body.errors?.[0]?.path]).toEqual([path, 422, where]);
    }
  });
});
