// Real: everything. One system, started as `npm start` does.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';

interface Import {
  id: string;
  state: string;
  total: number | null;
  done: number;
  created: number;
  failed: number;
  rows: { items: { number: number; outcome: string | null; userId: string | null }[]; nextCursor: string | null };
}
interface Page {
  items: { id: string; action: string; actor: { name: string }; target: { id: string } }[];
  nextCursor: string | null;
}

let system: System;
let api: Api;
let owner: string;
let user: string;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-records', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  user = await api.signIn(system.running.user.email, system.running.user.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

async function send(
  body: string | Uint8Array<ArrayBuffer>,
  options: { type?: string; query?: string; token?: string; key?: string } = {},
) {
  const { type = 'text/csv', query = '', token = owner, key } = options;
  const response = await fetch(`${system.running.baseUrl}/v1/users/imports${query}`, {
    method: 'POST',
    body,
    headers: {
      'content-type': type,
      authorization: `Bearer ${token}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
  });
  return { status: response.status, body: (await response.json()) as Import & Problem };
}

const readImport = async (id: string, query = '') =>
  (await api.call<Import>('GET', `/v1/users/imports/${id}${query}`, { token: owner })).body;

const ended = (id: string) =>
  until(
    'the import',
    async () => {
      const found = await readImport(id);
      return !['receiving', 'running'].includes(found.state) && found;
    },
    60_000,
  );

async function download(path: string, token = owner) {
  const response = await fetch(`${system.running.baseUrl}${path}`, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

function file(count: number, domain: string): string {
  const rows = Array.from({ length: count }, (_, n) => `Nadia,Okafor ${n},p${n}@${domain}`);
  return `First name,Last name,Email\r\n${rows.join('\r\n')}\r\n`;
}

describe('an import', () => {
  it('creates what a dry run has promised', async () => {
    const text = `${file(20, 'first.example')},Nobody,x\r\n`;
    const dry = await send(text, { query: '?dryRun=true' });
    expect(dry.status).toBe(202);
    expect(await ended(dry.body.id)).toMatchObject({ state: 'finished', total: 21, created: 20, failed: 1 });
    const real = await send(text);
    const done = await ended(real.body.id);
    expect(done).toMatchObject({ state: 'finished', total: 21, created: 20, failed: 1 });
    const one = done.rows.items.find((row) => row.outcome === 'created');
    expect((await api.call('GET', `/v1/users/${one?.userId}`, { token: owner })).body).toMatchObject({
      state: 'not_invited',
    });
    const invalid = await readImport(real.body.id, '?outcome=invalid');
    expect(invalid.rows.items.map((row) => row.number)).toEqual([21]);
  });

  it('takes JSON, and more than a megabyte', async () => {
    const rows = Array.from({ length: 3_000 }, (_, n) => ({
      firstName: 'Nadia',
      lastName: 'Okafor',
      email: `j${n}@json.example`,
      jobTitle: 'x'.repeat(50),
      remark: 'y'.repeat(400),
    }));
    const sent = await send(JSON.stringify(rows), { type: 'application/json; charset=utf-8' });
    expect(sent.status).toBe(202);
    expect(await ended(sent.body.id)).toMatchObject({ state: 'finished', created: 3_000 });
  });

  it('is started once with one Idempotency-Key', async () => {
    const key = randomUUID();
    const first = await send(file(3, 'once.example'), { key });
    const again = await send(file(3, 'once.example'), { key });
    expect([again.status, again.body.id]).toEqual([202, first.body.id]);
    const other = await send(file(4, 'once.example'), { key });
    expect([other.status, other.body.code]).toEqual([422, 'idempotency_conflict']);
    expect(await ended(first.body.id)).toMatchObject({ created: 3 });
  });

  it('is refused when it is of another type, too large, empty, or not one’s own to make', async () => {
    const refusals = [
      [await send('x', { type: 'application/xml' }), 415, 'unsupported_media_type'],
      [await send(new Uint8Array(33 * 1_048_576)), 413, 'payload_too_large'],
      [await send(''), 422, 'invalid_request'],
      [await send(file(1, 'x.example'), { token: user }), 403, 'forbidden'],
      [await send(file(1, 'x.example'), { query: '?dryRun=perhaps' }), 422, 'invalid_request'],
    ] as const;
    for (const [answer, status, code] of refusals) expect([answer.status, answer.body.code]).toEqual([status, code]);
    const elsewhere = await api.call<Problem>('POST', '/v1/users', {
      token: owner,
      headers: { 'content-type': 'application/x-muster-unread' },
      body: {},
    });
    expect(elsewhere.status).toBe(415);
    const unauthenticated = await send(file(1, 'x.example'), { token: 'nobody' });
    expect(unauthenticated.status).toBe(401);
  });

  it('can be cancelled', async () => {
    const sent = await send(file(20_000, 'long.example'));
    const cancelled = await api.call<Import>('POST', `/v1/users/imports/${sent.body.id}/cancellation`, {
      token: owner,
    });
    expect([cancelled.status, cancelled.body.state]).toEqual([200, 'cancelled']);
    const missing = await api.call<Problem>('POST', `/v1/users/imports/${randomUUID()}/cancellation`, { token: owner });
    expect(missing.status).toBe(404);
  });
});

describe('files to take away', () => {
  it('hold all users, in many pieces', async () => {
    const { status, headers, text } = await download('/v1/users/export.csv');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/csv');
    expect(headers.get('content-disposition')).toContain('users.csv');
    const lines = text.trimEnd().split('\r\n');
    expect(lines.length).toBeGreaterThan(3_000);
    expect(new Set(lines).size).toBe(lines.length);
  });

  it('are filtered, and refused as every call is', async () => {
    expect((await download('/v1/users/export.csv?q=j77@json')).text.trimEnd().split('\r\n')).toHaveLength(2);
    expect((await download('/v1/users/export.csv', user)).status).toBe(403);
    expect((await download('/v1/users/export.csv?colour=red')).status).toBe(422);
    expect((await download('/v1/audit-log/export.csv', user)).status).toBe(403);
    const log = await download('/v1/audit-log/export.csv?action=import.started');
    expect(log.text.split('\r\n')[0]).toContain('at,action,actor');
  });
});

describe('the audit log', () => {
  it('has a change the moment it was answered, for managers and for the person', async () => {
    const created = await api.call<{ id: string }>('POST', '/v1/users', { token: owner, body: newPerson() });
    const log = await api.call<Page>('GET', `/v1/audit-log?targetId=${created.body.id}`, { token: owner });
    expect(log.body.items.map((entry) => entry.action)).toEqual(['user.created']);
    const about = await api.call<Page>('GET', `/v1/users/${created.body.id}/activity`, { token: owner });
    expect(about.body.items.map((entry) => entry.id)).toEqual(log.body.items.map((entry) => entry.id));
    expect((await api.call('GET', '/v1/users/me/activity', { token: user })).status).toBe(200);
    expect((await api.call('GET', '/v1/audit-log', { token: user })).status).toBe(403);
    expect((await api.call('GET', '/v1/audit-log?cursor=forged', { token: owner })).status).toBe(400);
    expect((await api.call('GET', '/v1/audit-log?from=yesterday', { token: owner })).status).toBe(422);
  });
});

describe('many invitations', () => {
  it('are sent in one call', async () => {
    const people = await Promise.all(
      [1, 2].map(() =>
        api.call<{ id: string }>('POST', '/v1/users', { token: owner, body: newPerson({ sendInvite: false }) }),
      ),
    );
    const userIds = people.map((answer) => answer.body.id);
    const answer = await api.call<{ results: { userId: string; result: string }[] }>('POST', '/v1/users/invitations', {
      token: owner,
      body: { userIds },
    });
    expect(answer.status).toBe(200);
    expect(answer.body.results.map((result) => result.result)).toEqual(['invited', 'invited']);
    expect((await api.call('POST', '/v1/users/invitations', { token: owner, body: {} })).status).toBe(422);
  });
});
