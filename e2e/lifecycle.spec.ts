// Real: everything. One system, started as `npm start` does.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type CallOptions, type Problem } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';
import { seedSecondAccount, type ForeignAccount } from './support/second-account.js';

interface User {
  id: string;
  email: string;
  state: string;
  suspension: { since: string; until: string | null; reason: string | null } | null;
  invitation: object | null;
  teamIds: string[];
  mailboxIds: string[];
}
interface Receipt {
  userId: string;
  displayName: string;
  removed: { teams: { total: number } };
  reassignTo: string | null;
}
interface Page<Item> {
  items: Item[];
}
interface Preview {
  teams: { total: number };
  successors: Page<{ id: string }>;
}
interface Entry {
  action: string;
  change: object;
  origin: object | null;
}

const password = 'a quiet meadow beyond the hill';
let system: System;
let api: Api;
let mails: Mails;
let owner: string;
let sql: Client;
let foreign: ForeignAccount;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-lifecycle', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  foreign = seedSecondAccount(system.running.databaseUrl, randomBytes(32).toString('base64'));
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  sql = new Client({ connectionString: system.running.databaseUrl });
  await sql.connect();
}, 120_000);

afterAll(async () => {
  await sql?.end();
  await system?.stop();
});

function asOwner<Body = User>(method: string, path: string, options: CallOptions = {}) {
  return api.call<Body & Problem>(method, path, { token: owner, ...options });
}

const create = async (fields: Record<string, unknown> = {}) =>
  (await asOwner('POST', '/v1/users', { body: newPerson(fields) })).body;
const read = async (id: string) => (await asOwner('GET', `/v1/users/${id}`)).body;
const remove = (id: string, body: object = { confirm: 'DELETE' }, headers: Record<string, string> = {}) =>
  asOwner<Receipt>('DELETE', `/v1/users/${id}`, { body, headers });

async function accept(email: string, count = 1): Promise<string> {
  const token = tokenIn(await mails.newest(email, count), 'invitation');
  const answer = await api.call<{ accessToken: string }>('POST', '/v1/invitations/acceptances', {
    body: { token, password, transport: 'bearer' },
  });
  expect(answer.status).toBe(201);
  return answer.body.accessToken;
}

async function active(fields: Record<string, unknown> = {}): Promise<{ user: User; token: string }> {
  const user = await create(fields);
  return { user, token: await accept(user.email) };
}

const refused = (token: string) =>
  until('the session to be refused', async () => (await api.call('GET', '/v1/me', { token })).status === 401, 6_000);

describe('revoking an invitation', () => {
  const lookup = (token: string) => api.call<Problem>('POST', '/v1/invitations/lookup', { body: { token } });
  const acceptance = (token: string) => {
    const body = { token, password, transport: 'bearer' };
    return api.call<{ accessToken: string } & Problem>('POST', '/v1/invitations/acceptances', { body });
  };
  const revoke = (id: string, token = owner) =>
    api.call<User & Problem>('DELETE', `/v1/users/${id}/invitation`, { token });

  it('kills the link at once, shows it on the row, and lets the person be invited again', async () => {
    const user = await create();
    const first = tokenIn(await mails.newest(user.email), 'invitation');
    expect((await lookup(first)).status).toBe(200);
    const pending = (await asOwner<{ pendingInvites: number }>('GET', '/v1/users/seats')).body.pendingInvites;
    const revoked = await revoke(user.id);
    expect(revoked.status).toBe(200);
    expect(revoked.body).toMatchObject({
      state: 'not_invited',
      alerts: [{ kind: 'not_invited' }],
      invitation: { status: 'revoked' },
    });
    expect(revoked.headers.get('etag')).toBe('"2"');
    for (const answer of [await lookup(first), await acceptance(first)]) {
      expect([answer.status, answer.body.code]).toEqual([404, 'link_invalid']);
    }
    await until('auth to hear of it', async () => {
      const answer = await api.call('POST', '/v1/invitations/renewals', { body: { token: first } });
      return answer.status === 404;
    });
    const seats = await asOwner<{ pendingInvites: number }>('GET', '/v1/users/seats');
    expect(seats.body.pendingInvites).toBe(pending - 1);
    expect([(await revoke(user.id)).status, (await revoke(user.id)).body.code]).toEqual([409, 'conflict']);

    expect((await asOwner('POST', `/v1/users/${user.id}/invitation`)).status).toBe(202);
    expect((await lookup(first)).status).toBe(404);
    await accept(user.email, 2);
    expect((await read(user.id)).state).toBe('active');
    expect((await revoke(user.id)).body.code).toBe('already_active');
    const log = await asOwner<{ items: { action: string }[] }>('GET', `/v1/audit-log?targetId=${user.id}`);
    expect(log.body.items.map(({ action }) => action)).toContain('user.invitation_revoked');
  });

  it('is for those who invite, within their account', async () => {
    const user = await create();
    const { token } = await active();
    expect([(await revoke(user.id, token)).status, (await revoke(randomUUID())).status]).toEqual([403, 404]);
    expect((await revoke(foreign.userId)).body.code).toBe('not_found');
    expect((await read(user.id)).state).toBe('invited');
  });

  it('and accepting it at the same time have one winner', async () => {
    for (let round = 0; round < 4; round += 1) {
      const user = await create();
      const token = tokenIn(await mails.newest(user.email), 'invitation');
      const late = new Promise((resolve) => setTimeout(resolve, round * 15));
      const [accepted, revoked] = await Promise.all([acceptance(token), late.then(() => revoke(user.id))]);
      const { state } = await read(user.id);
      const outcome = [accepted.status, revoked.status, state];
      expect([
        [201, 409, 'active'],
        [404, 200, 'not_invited'],
      ]).toContainEqual(outcome);
      if (state === 'active') continue;
      await until('the password to be gone', async () =>
        api.signIn(user.email, password).then(
          () => false,
          () => true,
        ),
      );
    }
  });
});

describe('suspension', () => {
  it('ends sessions and sign-in, and keeps the rest until it is lifted', async () => {
    const { user, token } = await active();
    const body = { reason: 'Parental leave' };
    const suspended = await asOwner('POST', `/v1/users/${user.id}/suspension`, { body });
    expect([suspended.status, suspended.body.state, suspended.body.suspension?.reason]).toEqual([
      200,
      'suspended',
      'Parental leave',
    ]);
    expect(suspended.headers.get('etag')).toMatch(/^"\d+"$/);
    await refused(token);
    await expect(api.signIn(user.email, password)).rejects.toThrow('401');

    const lifted = await asOwner('DELETE', `/v1/users/${user.id}/suspension`);
    expect([lifted.status, lifted.body.state, lifted.body.suspension]).toEqual([200, 'active', null]);
    expect((await asOwner('DELETE', `/v1/users/${user.id}/suspension`)).status).toBe(409);
    expect((await api.call('GET', '/v1/me', { token })).status).toBe(401);
    await until('signing in again', async () => api.signIn(user.email, password).catch(() => undefined));
  });

  it('lifts itself when its time has come', async () => {
    const { user } = await active();
    const ends = new Date(Date.now() + 2_000).toISOString();
    await asOwner('POST', `/v1/users/${user.id}/suspension`, { body: { until: ends } });
    expect((await read(user.id)).suspension?.until).toBe(ends);
    await until('the end of the suspension', async () => (await read(user.id)).state === 'active');
  });

  it.each([
    { until: '2020-01-01T00:00:00.000Z' },
    { until: '2999-01-01T00:00:00.000Z' },
    { until: '2026-99-99T00:00:00.000Z' },
    { until: 'tomorrow' },
    { reason: 'x'.repeat(201) },
    { state: 'deleted' },
  ])('refuses %j', async (body) => {
    const user = await create({ sendInvite: false });
    const answer = await asOwner('POST', `/v1/users/${user.id}/suspension`, { body });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
  });

  it('kills the open invitation', async () => {
    const user = await create();
    const token = tokenIn(await mails.newest(user.email), 'invitation');
    await asOwner('POST', `/v1/users/${user.id}/suspension`, { body: {} });
    await until('the link to die', async () => {
      const lookup = await api.call('POST', '/v1/invitations/lookup', { body: { token } });
      return lookup.status === 404;
    });
    await asOwner('DELETE', `/v1/users/${user.id}/suspension`);
    expect((await read(user.id)).state).toBe('not_invited');
  });
});

describe('what somebody reads of it afterwards', () => {
  it('is neither why they were suspended nor from where', async () => {
    const { user } = await active();
    await asOwner('POST', `/v1/users/${user.id}/suspension`, { body: { reason: 'Suspected of fraud' } });
    await asOwner('DELETE', `/v1/users/${user.id}/suspension`);
    const entriesOf = async (token: string, id: string) =>
      (await api.call<Page<Entry>>('GET', `/v1/users/${id}/activity`, { token })).body.items.filter(
        ({ action }) => action === 'user.suspended',
      );
    // Auth hears of the end of the suspension a moment later.
    const token = await until('signing in', async () => api.signIn(user.email, password).catch(() => undefined));
    const own = await entriesOf(token, 'me');
    expect(own).toEqual([expect.objectContaining({ origin: null })]);
    expect(JSON.stringify(own)).not.toContain('fraud');
    const [entry] = await entriesOf(owner, user.id);
    expect(entry).toMatchObject({ change: { reason: { after: 'Suspected of fraud' } } });
    expect(entry?.origin).not.toBeNull();
  });
});

describe('leaving', () => {
  it('goes from the preview to a receipt, and history goes on to know the name', async () => {
    const teams = (await asOwner<Page<{ id: string }>>('GET', '/v1/teams')).body.items;
    const { user, token } = await active({ teamIds: [teams[0]?.id], firstName: 'Zebedee' });
    const successor = await active();
    const key = { name: 'Export', kind: 'api', scopes: ['users:read'] };
    expect((await api.call('POST', '/v1/users/me/api-keys', { token, body: key })).status).toBe(201);
    const alternateEmails = [`zeb.${randomUUID()}@home.example`];
    await asOwner('PATCH', `/v1/users/${user.id}`, { body: { alternateEmails } });
    const preview = await asOwner<Preview>('GET', `/v1/users/${user.id}/deletion-preview`);
    expect(preview.body).toMatchObject({
      alternateEmails,
      autoBcc: [],
      notificationChoices: 0,
      photo: false,
      emailChange: null,
      credentials: {
        sessions: 1,
        password: true,
        secondFactors: { totp: 0, passkeys: 0, recoveryCodes: 0 },
        apiKeys: { total: 1, items: [{ name: 'Export' }] },
        guardedTokens: { total: 0 },
      },
    });
    expect([preview.status, preview.body.teams.total]).toEqual([200, 1]);
    expect(preview.body.successors.items.map(({ id }) => id)).toContain(successor.user.id);

    const receipt = await remove(user.id, { confirm: 'DELETE', reassignTo: successor.user.id });
    expect([receipt.status, receipt.body.displayName]).toEqual([200, 'Zebedee Okafor']);
    expect(receipt.body).toMatchObject({ removed: { photo: false, autoBcc: [] }, kept: { alternateEmails } });
    expect([receipt.body.removed.teams.total, receipt.body.reassignTo]).toEqual([1, successor.user.id]);
    await refused(token);
    await expect(api.signIn(user.email, password)).rejects.toThrow('401');
    expect((await asOwner('GET', `/v1/users/${user.id}`)).status).toBe(404);

    const directory = await api.call<Page<{ displayName: string; deleted: boolean }>>(
      'GET',
      `/v1/directory?ids=${user.id},${randomUUID()}`,
      { token: successor.token },
    );
    expect(directory.body.items).toEqual([
      expect.objectContaining({ id: user.id, displayName: 'Zebedee Okafor', initials: 'ZO', deleted: true }),
    ]);
    const deleted = await asOwner<Page<{ id: string; deletedBy: object }>>('GET', '/v1/users/deleted?limit=1');
    expect(deleted.body.items[0]?.id).toBe(user.id);
  });

  it.each([{}, { confirm: 'delete' }, { confirm: true }, { confirm: 'DELETE', reassignTo: 'nobody' }])(
    'asks for the very word: %j',
    async (body) => {
      const user = await create({ sendInvite: false });
      const answer = await remove(user.id, body);
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
      expect((await read(user.id)).id).toBe(user.id);
    },
  );

  it('refuses successors who cannot be, in this account or at all', async () => {
    const user = await create({ sendInvite: false });
    const pending = await create();
    for (const reassignTo of [user.id, pending.id, foreign.userId, randomUUID()]) {
      const answer = await remove(user.id, { confirm: 'DELETE', reassignTo });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, 'reassignTo']);
    }
  });

  it('refuses the owner and oneself', async () => {
    const administrator = await active({ role: 'administrator' });
    const me = (await api.call<User>('GET', '/v1/me', { token: owner })).body;
    const by = { token: administrator.token, body: { confirm: 'DELETE' } };
    expect((await asOwner('DELETE', `/v1/users/${me.id}`, by)).body.code).toBe('last_owner');
    expect((await remove('me')).body.code).toBe('last_owner');
    expect((await asOwner('DELETE', `/v1/users/me`, by)).body.code).toBe('forbidden');
  });

  it('answers foreign ids as unknown ones', async () => {
    for (const id of [foreign.userId, randomUUID()]) {
      const answers = [
        await asOwner('GET', `/v1/users/${id}/deletion-preview`),
        await asOwner('POST', `/v1/users/${id}/suspension`, { body: {} }),
        await asOwner('DELETE', `/v1/users/${id}/suspension`),
        await remove(id),
        await asOwner('POST', `/v1/users/${id}/restoration`, { body: {} }),
        await asOwner('POST', `/v1/users/${id}/erasure`, { body: { confirm: 'ERASE' } }),
      ];
      expect(answers.map(({ status, body }) => [status, body.code])).toEqual(answers.map(() => [404, 'not_found']));
    }
    const directory = await asOwner<Page<object>>('GET', `/v1/directory?ids=${foreign.userId}`);
    expect(directory.body.items).toEqual([]);
  });

  it('gives one receipt to twenty, and the same to the same key', async () => {
    const user = await create({ sendInvite: false });
    const answers = await Promise.all(Array.from({ length: 20 }, () => remove(user.id)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 404)).toHaveLength(19);
    const other = await create({ sendInvite: false });
    const key = { 'idempotency-key': randomUUID() };
    const first = await remove(other.id, { confirm: 'DELETE' }, key);
    expect((await remove(other.id, { confirm: 'DELETE' }, key)).body).toEqual(first.body);
  });

  it.each(['', 'x', `${randomUUID()},`, Array.from({ length: 101 }, () => randomUUID()).join(',')])(
    'refuses a directory of other than 1 to 100 ids: %#',
    async (ids) => {
      const answer = await asOwner('GET', `/v1/directory?ids=${ids}`);
      expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
    },
  );
});

describe('coming back', () => {
  it('brings the person and nothing else, to be invited again', async () => {
    const teams = (await asOwner<Page<{ id: string }>>('GET', '/v1/teams')).body.items;
    const { user, token } = await active({ teamIds: [teams[0]?.id] });
    await remove(user.id);
    const restored = await asOwner('POST', `/v1/users/${user.id}/restoration`, { body: {} });
    expect([restored.status, restored.body.state]).toEqual([200, 'not_invited']);
    expect([restored.body.teamIds, restored.body.mailboxIds]).toEqual([[], []]);
    expect((await api.call('GET', '/v1/me', { token })).status).toBe(401);
    await expect(api.signIn(user.email, password)).rejects.toThrow('401');
    expect((await asOwner('POST', `/v1/users/${user.id}/invitation`)).status).toBe(202);
    const again = await accept(user.email, 2);
    expect((await api.call<User>('GET', '/v1/me', { token: again })).body.id).toBe(user.id);
  });

  it('needs a free address or another one, and 90 days at most', async () => {
    const user = await create({ sendInvite: false });
    await remove(user.id);
    await create({ email: user.email, sendInvite: false });
    const restore = (body: object) => asOwner('POST', `/v1/users/${user.id}/restoration`, { body });
    expect((await restore({})).body.code).toBe('email_taken');
    const { email } = newPerson();
    expect((await restore({ email })).body.email).toBe(email);
    expect((await restore({})).body.code).toBe('conflict');
  });
});

describe('erasure', () => {
  it('is the owner’s, asks for the word, and leaves a placeholder', async () => {
    const { user } = await active({ firstName: 'Zebedee' });
    const administrator = await active({ role: 'administrator' });
    const path = `/v1/users/${user.id}/erasure`;
    const body = { confirm: 'ERASE' };
    expect((await asOwner('POST', path, { body })).body.code).toBe('conflict');
    await remove(user.id);
    expect((await asOwner('POST', path, { body: { confirm: 'erase' } })).status).toBe(422);
    expect((await asOwner('POST', path, { body, token: administrator.token })).body.code).toBe('owner_required');
    expect((await asOwner('POST', path, { body })).status).toBe(200);
    expect((await asOwner('POST', path, { body })).body.code).toBe('user_erased');
    const restored = await asOwner('POST', `/v1/users/${user.id}/restoration`, { body: {} });
    expect([restored.status, restored.body.code]).toEqual([409, 'user_erased']);
    const { items } = (await asOwner<Page<object>>('GET', `/v1/directory?ids=${user.id}`)).body;
    expect(items).toEqual([expect.objectContaining({ displayName: 'Deleted user', initials: 'DU', deleted: true })]);
  });

  it('comes by itself after 90 days', async () => {
    const user = await create({ sendInvite: false, firstName: 'Zebedee' });
    await remove(user.id);
    await sql.query(`UPDATE users.users SET deleted_at = now() - interval '91 days' WHERE id = $1`, [user.id]);
    const restored = await asOwner('POST', `/v1/users/${user.id}/restoration`, { body: {} });
    expect(['restoration_expired', 'user_erased']).toContain(restored.body.code);
    await until(
      'the erasure',
      async () => {
        const { rows } = await sql.query('SELECT erased_at FROM users.users WHERE id = $1', [user.id]);
        return rows[0]?.erased_at !== null;
      },
      20_000,
    );
  });
});
