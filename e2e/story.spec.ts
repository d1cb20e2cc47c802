// Real: everything. One system, started as `npm start` does.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';

interface User {
  id: string;
  email: string;
  state: string;
  role: string;
  alerts: { kind: string; days?: number }[];
  invitation: { status: string; sentAt: string; mail: { status: string; detail: string | null } } | null;
  teamIds: string[];
  mailboxIds: string[];
  timezone: string;
}
interface Page {
  items: User[];
  nextCursor: string | null;
  total?: number;
}

const password = 'a quiet meadow beyond the hill';
let system: System;
let api: Api;
let mails: Mails;
let owner: string;
let sql: Client;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-story', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  sql = new Client({ connectionString: system.running.databaseUrl });
  await sql.connect();
}, 120_000);

afterAll(async () => {
  await sql?.end();
  await system?.stop();
});

const create = (fields: Record<string, unknown> = {}, headers: Record<string, string> = {}) =>
  api.call<User & Problem>('POST', '/v1/users', { token: owner, body: newPerson(fields), headers });

const read = async (id: string) => (await api.call<User>('GET', `/v1/users/${id}`, { token: owner })).body;

async function invited(): Promise<{ user: User; token: string }> {
  const user = (await create()).body;
  return { user, token: tokenIn(await mails.newest(user.email), 'invitation') };
}

const accept = (body: Record<string, unknown>) =>
  api.call<{ status: string; accessToken: string; user: User } & Problem>('POST', '/v1/invitations/acceptances', {
    body: { transport: 'bearer', ...body },
  });

describe('the demonstration account', () => {
  it('shows people in every state, with every alert', async () => {
    const page = (await api.call<Page>('GET', '/v1/users?limit=100&total=true', { token: owner })).body;
    expect(page.total).toBe(page.items.length);
    expect(page.items.length).toBeGreaterThanOrEqual(20);
    expect(new Set(page.items.map((user) => user.state))).toEqual(
      new Set(['not_invited', 'invited', 'invite_expired', 'active', 'suspended']),
    );
    expect(new Set(page.items.flatMap((user) => user.alerts.map((alert) => alert.kind)))).toEqual(
      new Set(['not_invited', 'invite_expired', 'inactive', 'too_many_failed_sign_ins', 'invite_bounced']),
    );
  });

  it('has sent what it says that it sends', async () => {
    const list = async () => (await api.call<Page>('GET', '/v1/users?limit=100', { token: owner })).body.items;
    const items = await list();
    const today = items.filter(({ invitation }) => Date.now() - Date.parse(invitation?.sentAt ?? '') < 3_600_000);
    expect(today.length).toBeGreaterThan(0);
    for (const { id, email } of today) {
      await mails.newest(email);
      await until('its row to say so', async () => (await read(id)).invitation?.mail.status === 'accepted');
    }
    expect((await list()).filter(({ invitation }) => invitation?.mail.status === 'queued').map(({ id }) => id)).toEqual(
      [],
    );
  });

  it('has three teams, four mailboxes and the plus plan', async () => {
    expect((await api.call<Page>('GET', '/v1/teams', { token: owner })).body.items).toHaveLength(3);
    expect((await api.call<Page>('GET', '/v1/mailboxes', { token: owner })).body.items).toHaveLength(4);
    const access = await api.call<{ plan: { name: string } }>('GET', '/v1/me/access', { token: owner });
    expect(access.body.plan.name).toBe('plus');
  });

  it('counts seats: everybody listed but light users and suspended people is billable', async () => {
    const { items } = (await api.call<Page>('GET', '/v1/users?limit=100', { token: owner })).body;
    const seats = await api.call<{ billable: number; light: { used: number }; suspended: number }>(
      'GET',
      '/v1/users/seats',
      { token: owner },
    );
    const suspended = items.filter((user) => user.state === 'suspended');
    expect(seats.body.suspended).toBe(suspended.length);
    expect(seats.body.light.used).toBe(
      items.filter((user) => user.role === 'light_user' && user.state !== 'suspended').length,
    );
    expect(seats.body.billable).toBe(
      items.filter((user) => user.role !== 'light_user' && user.state !== 'suspended').length,
    );
  });

  it('walks the pages without gap or repeat', async () => {
    const all = (await api.call<Page>('GET', '/v1/users?limit=100&sort=-createdAt', { token: owner })).body.items;
    const walked: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = `/v1/users?limit=7&sort=-createdAt${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
      const page: Page = (await api.call<Page>('GET', query, { token: owner })).body;
      walked.push(...page.items.map((user) => user.id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(walked).toEqual(all.map((user) => user.id));
  });

  it('refuses a forged cursor', async () => {
    const answer = await api.call<Problem>('GET', '/v1/users?cursor=bm90IG91cnM', { token: owner });
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
  });
});

describe('create, invite, accept, sign in', () => {
  it('goes from the wizard to an active row', async () => {
    const teams = (await api.call<Page>('GET', '/v1/teams', { token: owner })).body.items.map((team) => team.id);
    const boxes = (await api.call<Page>('GET', '/v1/mailboxes', { token: owner })).body.items.map((box) => box.id);
    const created = await create({ teamIds: [teams[0]], mailboxIds: [boxes[0], boxes[1]] });
    expect(created.status).toBe(201);
    expect(created.body.state).toBe('invited');
    expect(created.body.teamIds).toEqual([teams[0]]);
    expect(created.body.mailboxIds).toEqual(expect.arrayContaining([boxes[0], boxes[1]]));
    expect(created.headers.get('etag')).toMatch(/^"\d+"$/);

    const mail = await mails.newest(created.body.email);
    expect(mail.html).toContain('/invitation/');
    const token = tokenIn(mail, 'invitation');
    expect(token.length).toBeLessThanOrEqual(22);
    await until(
      'the relay’s answer on the row',
      async () => (await read(created.body.id)).invitation?.mail.status === 'accepted',
    );

    const lookup = await api.call<{ email: string; passwordPolicy: { minLength: number } }>(
      'POST',
      '/v1/invitations/lookup',
      { body: { token } },
    );
    expect(lookup.body.email).toBe(created.body.email);
    const accepted = await accept({ token, password, timezone: 'Asia/Tokyo' });
    expect([accepted.status, accepted.body.status]).toEqual([201, 'signed_in']);
    expect([accepted.body.user.state, accepted.body.user.timezone]).toEqual(['active', 'Asia/Tokyo']);
    expect((await read(created.body.id)).state).toBe('active');

    const mine = await api.call<User>('GET', '/v1/me', { token: accepted.body.accessToken });
    expect(mine.body.id).toBe(created.body.id);
    expect(typeof (await api.signIn(created.body.email, password))).toBe('string');
  });

  it('works with the code of the mail when the link is mangled', async () => {
    const { user } = await invited();
    const mail = await mails.newest(user.email);
    const code = /\b([0-9A-Z]{4}-?[0-9A-Z]{4})\b/.exec(mail.text)?.[1];
    const answer = await accept({ email: user.email, code, password });
    expect(answer.status).toBe(201);
  });

  it('kills the old link when it is sent again', async () => {
    const { user, token } = await invited();
    const again = await api.call('POST', `/v1/users/${user.id}/invitation`, { token: owner });
    expect(again.status).toBe(202);
    const fresh = tokenIn(await mails.newest(user.email, 2), 'invitation');
    expect(fresh).not.toBe(token);
    const dead = await accept({ token, password });
    expect([dead.status, dead.body.code]).toEqual([404, 'link_invalid']);
    expect((await accept({ token: fresh, password })).status).toBe(201);
  });

  it('tells the managers when the holder of an expired link asks for a new one', async () => {
    const { user, token } = await invited();
    await sql.query(`UPDATE auth.links SET expires_at = now() - interval '1 hour' WHERE user_id = $1`, [user.id]);
    const lookup = await api.call<Problem>('POST', '/v1/invitations/lookup', { body: { token } });
    expect([lookup.status, lookup.body.code]).toEqual([410, 'link_expired']);
    const before = (await mails.to(system.running.owner.email)).length;
    expect((await api.call('POST', '/v1/invitations/renewals', { body: { token } })).status).toBe(202);
    const told = await mails.newest(system.running.owner.email, before + 1);
    expect(told.text).toContain('Nadia');
  });

  it('shows a bounce with the relay’s words', async () => {
    const user = (await create({ email: `bounce.${Date.now()}@people.example` })).body;
    const bounced = await until('the bounce on the row', async () => {
      const row = await read(user.id);
      return row.invitation?.mail.status === 'bounced' && row;
    });
    expect(bounced.invitation?.mail.detail).toContain('550');
    expect(bounced.alerts.map((alert) => alert.kind)).toContain('invite_bounced');
  });

  it('sends nothing when sendInvite is false, and shows it', async () => {
    const user = (await create({ sendInvite: false })).body;
    expect([user.state, user.invitation, user.alerts[0]?.kind]).toEqual(['not_invited', null, 'not_invited']);
    expect(await mails.to(user.email)).toHaveLength(0);
  });

  it('gives administrators all mailboxes', async () => {
    const boxes = (await api.call<Page>('GET', '/v1/mailboxes', { token: owner })).body.items.map((box) => box.id);
    const user = (await create({ role: 'administrator', sendInvite: false })).body;
    expect([...user.mailboxIds].sort()).toEqual([...boxes].sort());
  });

  it('gives administrators only the mailboxes that are named, when some are', async () => {
    const [box] = (await api.call<Page>('GET', '/v1/mailboxes', { token: owner })).body.items;
    for (const mailboxIds of [[box?.id], []]) {
      const user = (await create({ role: 'administrator', sendInvite: false, mailboxIds })).body;
      expect(user.mailboxIds).toEqual(mailboxIds);
    }
  });
});

describe('conflicts and repeats', () => {
  it('refuses owner as a role, and an address in use', async () => {
    const asOwner = await create({ role: 'owner' });
    expect([asOwner.status, asOwner.body.code, asOwner.body.errors?.[0]?.path]).toEqual([
      422,
      'invalid_request',
      'role',
    ]);
    const taken = await create({ email: system.running.administrator.email.toUpperCase() });
    expect([taken.status, taken.body.code]).toEqual([409, 'email_taken']);
  });

  it('answers a repeated key with the same user, and refuses another body', async () => {
    const key = { 'idempotency-key': crypto.randomUUID() };
    const person = newPerson();
    const post = (body: unknown) => api.call<User & Problem>('POST', '/v1/users', { token: owner, body, headers: key });
    const first = await post(person);
    const second = await post(person);
    expect([second.status, second.body.id]).toEqual([201, first.body.id]);
    const other = await post({ ...person, firstName: 'Other' });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict']);
    await mails.newest(person.email);
    expect(await mails.to(person.email)).toHaveLength(1);
  });

  it('notices a concurrent change by If-Match', async () => {
    const created = await create({ sendInvite: false });
    const path = `/v1/users/${created.body.id}`;
    const etag = created.headers.get('etag') ?? '';
    const patch = (jobTitle: string) =>
      api.call<Problem & { jobTitle: string }>('PATCH', path, {
        token: owner,
        body: { jobTitle },
        headers: { 'if-match': etag },
      });
    expect((await patch('Agent')).body.jobTitle).toBe('Agent');
    const stale = await patch('Lead');
    expect([stale.status, stale.body.code]).toEqual([412, 'stale']);
  });

  it('signs out at once', async () => {
    const token = await api.signIn(system.running.user.email, system.running.user.password);
    expect((await api.call('GET', '/v1/me', { token })).status).toBe(200);
    expect((await api.call('DELETE', '/v1/sessions/current', { token })).status).toBe(204);
    const after = await api.call<Problem>('GET', '/v1/me', { token });
    expect([after.status, after.body.code]).toEqual([401, 'unauthenticated']);
  });
});
