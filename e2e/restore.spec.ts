// Real: everything, and a copy of the database that is put back while the stream knows of later things.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until } from './support/api.js';
import { Mails, tokenIn } from './support/mails.js';

interface Tokens {
  accessToken: string;
  refreshToken: string;
}

const stateDir = '.muster/e2e-restore';
const changedPassword = 'another quiet meadow by the river';
let system: System;
let api: Api;
let mails: Mails;
let session: Tokens;
let key: { id: string; key: string };
let invited: { email: string; id: string; token: string };

const start = async (fresh: boolean) => {
  system = await startSystem({ stateDir, fresh, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
};
const owner = () => system.running.owner;
const call = <Body>(method: string, path: string, token?: string, body?: unknown) =>
  api.call<Body & { code?: string }>(method, path, { token, ...(body === undefined ? {} : { body }) });
const lookUp = async (token: string) => (await call('POST', '/v1/invitations/lookup', undefined, { token })).status;
const afterRestore = (...options: string[]) =>
  execFileSync(process.execPath, ['tools/after-restore.mjs', ...options], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', AUTH_DATABASE_URL: system.running.databaseUrls.auth },
  });

function dataFolder(): string {
  const elsewhere = join(stateDir, 'postgres-location.json');
  const home = existsSync(elsewhere)
    ? (JSON.parse(readFileSync(elsewhere, 'utf8')) as { home: string }).home
    : join(stateDir, 'postgres');
  return join(home, 'data');
}

function copyData(from: string, to: string): void {
  rmSync(to, { recursive: true, force: true });
  // As root the files are of the user that runs PostgreSQL, which only cp keeps.
  execFileSync('cp', ['-a', from, to]);
}

async function signIn(password: string): Promise<Tokens> {
  const body = { email: owner().email, password, transport: 'bearer' };
  const answer = await call<Tokens>('POST', '/v1/sessions', undefined, body);
  expect(answer.status).toBe(201);
  return answer.body;
}

async function createAndInvite() {
  const created = await call<{ id: string }>('POST', '/v1/users', session.accessToken, newPerson());
  expect(created.status).toBe(201);
  const { email } = created.body as unknown as { email: string };
  const mail = await mails.newest(email);
  return { email, id: created.body.id, token: tokenIn(mail, 'invitation') };
}

/** All that the owner revokes once the copy has been made. */
async function revokeAll(): Promise<void> {
  const gone = await call('DELETE', `/v1/users/me/api-keys/${key.id}`, session.accessToken);
  expect(gone.status).toBe(204);
  expect((await call('POST', `/v1/users/${invited.id}/invitation`, session.accessToken)).status).toBeLessThan(300);
  await mails.newest(invited.email, 2);
  const change = { currentPassword: owner().password, newPassword: changedPassword };
  expect((await call('PUT', '/v1/me/password', session.accessToken, change)).status).toBeLessThan(300);
  expect((await call('DELETE', '/v1/sessions/current', session.accessToken)).status).toBe(204);
}

beforeAll(async () => {
  await start(true);
  session = await signIn(owner().password);
  const wanted = { name: 'A script', kind: 'api', scopes: ['users:read'] };
  key = (await call<{ id: string; key: string }>('POST', '/v1/users/me/api-keys', session.accessToken, wanted)).body;
  invited = await createAndInvite();
  await system.stop();
  copyData(dataFolder(), `${dataFolder()}.copy`);

  await start(false);
  await revokeAll();
  await system.stop();
  copyData(`${dataFolder()}.copy`, dataFolder());
  rmSync(`${dataFolder()}.copy`, { recursive: true });
  await start(false);
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

describe('a copy of the database that is put back', () => {
  it('brings back what was revoked since, which is why there is a command', async () => {
    expect((await call('GET', '/v1/users', key.key)).status).toBe(200);
    expect((await call('GET', '/v1/me', session.accessToken)).status).toBe(200);
    expect(await lookUp(invited.token)).toBe(200);
  });

  it('has nothing of it after npm run after-restore, and goes on working', async () => {
    const output = afterRestore();
    expect(output).toMatch(/^Ended: [1-9]\d* sessions, [1-9]\d* API keys, [1-9]\d* mailed links, /);
    await until(
      'the gateway to believe it',
      async () => (await call('GET', '/v1/users', key.key)).status === 401,
      7_000,
    );
    const of = session.accessToken;
    await until('the gateway to believe it', async () => (await call('GET', '/v1/me', of)).status === 401, 7_000);
    const { refreshToken } = session;
    expect((await call('POST', '/v1/sessions/refresh', undefined, { refreshToken })).status).toBe(401);
    expect(await lookUp(invited.token)).toBe(404);

    session = await signIn(owner().password);
    // What comes after the copy is told and mailed, although the stream remembers another course of things.
    const another = await createAndInvite();
    expect(await lookUp(another.token)).toBe(200);
    expect((await call('POST', `/v1/users/${invited.id}/invitation`, session.accessToken)).status).toBeLessThan(300);
    expect(await lookUp(tokenIn(await mails.newest(invited.email, 3), 'invitation'))).toBe(200);
  });

  it('has no password either when those are to end, and people choose new ones by mail', async () => {
    expect(afterRestore('--passwords')).toMatch(/, [1-9]\d* passwords\n$/);
    const { email, password } = owner();
    const refused = await call('POST', '/v1/sessions', undefined, { email, password, transport: 'bearer' });
    expect([refused.status, refused.body.code]).toEqual([401, 'invalid_credentials']);
    const before = (await mails.to(email)).length;
    expect((await call('POST', '/v1/password-resets', undefined, { email })).status).toBe(202);
    const token = tokenIn(await mails.newest(email, before + 1), 'password-reset');
    const completed = await call('POST', '/v1/password-resets/completions', undefined, {
      token,
      password: changedPassword,
    });
    expect(completed.status).toBeLessThan(300);
    await signIn(changedPassword);
  });
});
