// Real: everything. Whatever is sent, the answer is a 4xx in time, and the process lives.
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, type Problem } from './support/api.js';
import { cpuMsOf, metric } from './support/metrics.js';

let system: System;
let api: Api;
let owner: string;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-input', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
}, 120_000);

afterAll(async () => {
  await system?.stop();
});

async function raw(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
  const response = await fetch(`${system.running.baseUrl}/v1/users`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${owner}`, ...headers },
    body,
  });
  const problem = (await response.json()) as Problem;
  return {
    status: response.status,
    code: problem.code,
    type: response.headers.get('content-type'),
  };
}

const person = JSON.stringify(newPerson({ sendInvite: false }));
const withField = (field: string) => `${person.slice(0, -1)},${field}}`;

describe('bodies', () => {
  it.each([
    ['no JSON', '{"firstName": ', 400, 'malformed_request'],
    ['__proto__', withField('"__proto__": {"role": "owner"}'), 400, 'malformed_request'],
    ['a key twice', withField('"role": "administrator"'), 400, 'malformed_request'],
    ['10,000 levels', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 400, 'malformed_request'],
    ['many keys', `{${Array.from({ length: 80_000 }, (_, n) => `"k${n}":1`).join(',')}}`, 400, 'malformed_request'],
    ['more than a MiB', `{"firstName": "${'x'.repeat(1_100_000)}"}`, 413, 'payload_too_large'],
    ['bad UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), 400, 'malformed_request'],
    ['an array', '[]', 422, 'invalid_request'],
    ['null', 'null', 422, 'invalid_request'],
    ['nothing', '', 422, 'invalid_request'],
    ['NUL in a name', withField('"jobTitle": "a\\u0000b"'), 422, 'invalid_request'],
    ['an unknown field', withField('"isAdmin": true'), 422, 'invalid_request'],
  ])('%s', async (_what, body, status, code) => {
    const [gateway = ''] = system.running.metricsUrls.gateway;
    const before = await cpuMsOf(gateway);
    const answer = await raw(body);
    expect([answer.status, answer.code]).toEqual([status, code]);
    expect(answer.type).toContain('application/problem+json');
    // Work, not time: a busy machine answers late what costs little.
    expect(before).toBeGreaterThan(0);
    expect((await cpuMsOf(gateway)) - before).toBeLessThan(500);
  });

  it.each([['text/plain'], ['application/x-www-form-urlencoded'], ['multipart/form-data; boundary=x']])(
    'refuses %s',
    async (type) => {
      expect(await raw('firstName=Nadia', { 'content-type': type })).toMatchObject({
        status: 415,
        code: 'unsupported_media_type',
      });
    },
  );
});

describe('names and addresses', () => {
  it.each([
    ['lastName', { lastName: 'x'.repeat(41) }],
    ['firstName', { firstName: '   ' }],
    ['firstName', { firstName: 'Na\u202edia' }],
    ['firstName', { firstName: '\u3164' }],
    ['lastName', { lastName: '\u2800' }],
    ['email', { email: 'nadia@people' }],
    ['email', { email: '"quoted"@people.example' }],
    ['email', { email: 'nadia@people.example,other@people.example' }],
    ['email', { email: 'nadia@[127.0.0.1]' }],
    ['email', { email: 'nadia@people.example\r\nBcc: all@people.example' }],
    ['email', { email: 'n\u0430dia@people.example' }],
    ['timezone', { timezone: 'Mars/Olympus' }],
    ['locale', { locale: '../../etc/passwd' }],
    ['role', { role: 'owner' }],
    ['teamIds', { teamIds: 'all' }],
    ['mailboxIds.0', { mailboxIds: ['1; drop table users'] }],
  ])('%s: %j', async (path, fields) => {
    const answer = await api.call<Problem>('POST', '/v1/users', { token: owner, body: newPerson(fields) });
    expect([answer.status, answer.body.code]).toEqual([422, 'invalid_request']);
    expect(answer.body.errors?.map((fault) => fault.path)).toContain(path);
  });
});

describe('queries and paths', () => {
  it.each([
    ['/v1/users?limit=0', 422],
    ['/v1/users?limit=101', 422],
    ['/v1/users?limit=ten', 422],
    ['/v1/users?limit=1&limit=2', 422],
    ['/v1/users?unknown=1', 422],
    ['/v1/users?sort=password', 422],
    ['/v1/users?q=%25%27%3B--', 200],
    ['/v1/users?cursor=AAAA', 400],
    ['/v1/audit-log?from=2026-02-30T00:00:00.000Z', 422],
    ['/v1/audit-log?to=2026-13-01T00:00:00.000Z', 422],
    ['/v1/audit-log?from=2026-01-01T25:00:00.000Z', 422],
    ['/v1/audit-log?from=0000-01-01T00:00:00.000Z', 422],
    ['/v1/audit-log?from=0001-01-01T00:00:00.000Z&to=9999-12-31T23:59:59.999Z', 200],
    ['/v1/audit-log/export.csv?from=2026-02-30T00:00:00.000Z', 422],
    ['/v1/audit-log/export.csv?to=2016-12-31T23:59:60.000Z', 422],
    ['/v1/users/1', 422],
    ['/v1/users/%00', 422],
    ['/v1/users/..%2f..%2fetc', 422],
    ['/V1/users', 404],
    ['//v1/users', 404],
    ['/v1/users/', 404],
    ['/v1%2fusers', 404],
    ['/v1/%ff', 400],
    ['/v1/users?q=%FF', 400],
    ['/v1/users?q=a%C3', 400],
    ['/v1/users?q=%ED%A0%80', 400],
    ['/v1/users?q=100%', 400],
    ['/v1/users?%FF=1', 400],
    ['/v1/teams?q=%C0%AF', 400],
    ['/v1/audit-log/export.csv?action=%FF', 400],
    ['/v1/users?q=%C3%A9+%E8%8F%9C', 200],
    ['/v1/users?q=%E3%85%A4', 422],
  ])('%s answers %d', async (path, status) => {
    const answer = await api.call<Problem>('GET', path, { token: owner });
    expect({ path, status: answer.status }).toEqual({ path, status });
  });

  it.each([
    ['/v1/users/%ff', 400, 'malformed_request'],
    [`/v1/me/two-factor/totp/${'a'.repeat(5000)}/activation`, 404, 'not_found'],
    [`/v1/teams/${'a'.repeat(5000)}`, 404, 'not_found'],
  ])('says as a problem that the router cannot read %.30s', async (path, status, code) => {
    const answer = await api.call<Problem>(path.includes('totp') ? 'POST' : 'GET', path, {
      headers: { 'x-request-id': 'mine' },
    });
    expect([answer.status, answer.body.code, answer.body.requestId]).toEqual([status, code, 'mine']);
    expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('x-request-id')).toBe('mine');
  });

  it('says which methods a path has', async () => {
    const answer = await api.call<Problem>('DELETE', '/v1/users', { token: owner });
    expect([answer.status, answer.body.code]).toEqual([405, 'method_not_allowed']);
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'POST']);
  });

  it('takes no header that is malformed for something else', async () => {
    for (const headers of [{ 'idempotency-key': '' }, { 'idempotency-key': 'x'.repeat(256) }]) {
      const answer = await api.call<Problem>('POST', '/v1/users', { token: owner, body: newPerson(), headers });
      expect([answer.status, answer.body.code]).toEqual([400, 'malformed_request']);
    }
  });

  it('lives through what is no HTTP', async () => {
    const { port } = new URL(system.running.baseUrl);
    const socket = connect(Number(port), '127.0.0.1');
    const answer = await new Promise<string>((resolve) => {
      let text = '';
      socket.on('data', (chunk) => (text += chunk.toString()));
      socket.on('close', () => resolve(text));
      socket.write('GET /v1/me HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n');
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400/);
    expect((await api.call('GET', '/health/live')).status).toBe(200);
  });
});

describe('sign-in', () => {
  it.each([[{}], [[]], [null], [''], [1], [true], ['x'.repeat(10_000)]])(
    'refuses %j as a password, without a hash',
    async (password) => {
      const [auth = ''] = system.running.metricsUrls.auth;
      const asked = () => metric(auth, 'rpc_server_duration_seconds_count', 'auth.sessions.create');
      const before = await asked();
      const answer = await api.call<Problem>('POST', '/v1/sessions', {
        body: { email: system.running.owner.email, password },
      });
      expect([answer.status, answer.body.errors?.[0]?.path]).toEqual([422, 'password']);
      // Whoever hashes was not even asked.
      expect([before > 0, (await asked()) - before]).toEqual([true, 0]);
    },
  );
});
