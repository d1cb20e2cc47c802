// Real: everything, an authenticator app of another make, and Debian's Chromium with a virtual authenticator.
import { execFileSync, spawnSync } from 'node:child_process';
import { randomBytes, scryptSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { Page } from 'playwright-core';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Answer, type Problem } from './support/api.js';
import { Browsing } from './support/browsing.js';
import { addPasskeyDevice, authenticatorApp } from './support/devices.js';
import { Mails, tokenIn } from './support/mails.js';
import { newcomer, personalPassword as password } from './support/people.js';

interface SignIn {
  status: string;
  challengeId: string;
  methods: string[];
  accessToken: string;
  deviceToken?: string;
  recoveryCodes?: string[];
}
interface Entry {
  actor: { kind: string; id: string };
  origin: { ip: string; userAgent: string } | null;
  requestId: string | null;
}
interface Totp {
  id: string;
  secret: string;
  otpauthUrl: string;
  qrSvg: string;
}
interface TwoFactor {
  enabled: boolean;
  required: boolean;
  methods: { id: string; kind: string; name: string; lastUsedAt: string | null }[];
  recoveryCodesLeft: number;
}

let system: System;
let api: Api;
let mails: Mails;
let owner: string;
let sql: Client;
let browsing: Browsing;

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-two-factor', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  mails = new Mails(system.running.mailUrl);
  owner = await api.signIn(system.running.owner.email, system.running.owner.password);
  sql = new Client({ connectionString: system.running.databaseUrl });
  await sql.connect();
  browsing = await Browsing.start(system.running.baseUrl);
}, 120_000);

afterAll(async () => {
  await browsing?.stop();
  await sql?.end();
  await system?.stop();
});

type Body<T> = T & Problem;
const post = <T = object>(path: string, body: unknown, token?: string): Promise<Answer<Body<T>>> =>
  api.call<Body<T>>('POST', path, { body, token });
const get = <T>(path: string, token: string) => api.call<Body<T>>('GET', path, { token });

const member = () => newcomer({ api, mails, by: owner }, {});

const signIn = (email: string, more: object = {}) =>
  post<SignIn>('/v1/sessions', { email, password, transport: 'bearer', ...more });

const answer = (challengeId: string, code: string, more: object = {}) =>
  post<SignIn>('/v1/sessions/second-factor', { challengeId, method: 'totp', code, ...more });

async function withApp() {
  const person = await member();
  const started = await post<Totp>('/v1/me/two-factor/totp', { name: 'Phone' }, person.token);
  const code = authenticatorApp(started.body.secret);
  const path = `/v1/me/two-factor/totp/${started.body.id}/activation`;
  const activated = await post<{ recoveryCodes: string[] }>(path, { code: code(-1) }, person.token);
  await post('/v1/me/two-factor/recovery-codes/acknowledgement', undefined, person.token);
  return { ...person, started, activated, code };
}

describe('passwords of another system', () => {
  const run = (file: string) =>
    spawnSync(process.execPath, ['tools/import-passwords.mjs', file], {
      env: { ...process.env, AUTH_DATABASE_URL: system.running.databaseUrls['auth'] },
      encoding: 'utf8',
    });
  const scrypt = (secret: string) => {
    const salt = randomBytes(16);
    const b64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
    return `$scrypt$ln=14,r=8,p=1$${b64(salt)}$${b64(scryptSync(secret, salt, 32, { N: 2 ** 14 }))}`;
  };

  it('are taken in line by line, and a short one needs a factor beside it', async () => {
    const invited = await Promise.all(
      [1, 2, 3].map(async () => (await post<{ email: string }>('/v1/users', newPerson(), owner)).body.email),
    );
    for (const email of invited) await mails.newest(email);
    const [short, long, unquoted] = invited as [string, string, string];
    const secret = 'known from the old system';
    const folder = mkdtempSync(join(tmpdir(), 'muster-import-'));
    const file = join(folder, 'passwords.csv');
    const lines = [
      'email,hash',
      `${short},"${scrypt('123456')}"`,
      `${unquoted},${scrypt(secret)}`,
      `"${unquoted},$2b$04$abc`,
      `,${scrypt(secret)}`,
      `nobody@people.example,"${scrypt(secret)}"`,
      '',
      `${long},"${scrypt(secret)}"`,
    ];
    writeFileSync(file, `\uFEFF${lines.join('\r\n')}\r\n`);
    const first = run(file);
    expect(first.stdout.trim().split('\n')).toEqual([
      'line 3: 4 columns instead of 2; a hash with commas has to stand in quotes',
      'line 4: quotes do not fit',
      'line 5: 4 columns instead of 2; a hash with commas has to stand in quotes',
      'line 6: unknown_address',
      '2 imported, 0 there already, 4 left out',
    ]);
    expect([first.status, first.stderr]).toEqual([1, '']);
    writeFileSync(file, [lines[0], lines[1], `${unquoted},"${scrypt(secret)}"`, lines[7]].join('\n'));
    const second = run(file);
    expect([second.status, second.stdout]).toEqual([0, '1 imported, 2 there already, 0 left out\n']);
    rmSync(folder, { recursive: true });

    for (const email of [long, unquoted])
      expect((await signIn(email, { password: secret })).body.status).toBe('signed_in');
    for (let time = 0; time < 2; time += 1) {
      const half = await signIn(short, { password: '123456' });
      expect([half.status, half.body.status, half.body.accessToken]).toEqual([200, 'enrolment_required', undefined]);
    }
    const { challengeId } = (await signIn(short, { password: '123456' })).body;
    const app = (await post<Totp>('/v1/sessions/enrolment/totp', { challengeId })).body;
    const done = await post<SignIn>(`/v1/sessions/enrolment/totp/${app.id}/activation`, {
      challengeId,
      code: authenticatorApp(app.secret)(),
    });
    expect([done.status, done.body.status]).toEqual([201, 'signed_in']);
    expect((await get('/v1/me', done.body.accessToken)).status).toBe(200);
  });
});

describe('an authenticator app', () => {
  it('is enrolled, shown on the user, and asked for from then on', async () => {
    const { id, email, token, started, activated, code } = await withApp();
    expect(started.status).toBe(201);
    expect(started.body.qrSvg).toContain('<svg');
    expect(activated.body.recoveryCodes).toHaveLength(10);
    const mine = await get<TwoFactor>('/v1/me/two-factor', token);
    expect(mine.body).toMatchObject({ enabled: true, required: false, recoveryCodesLeft: 10 });
    expect(mine.body.methods).toMatchObject([{ kind: 'totp', name: 'Phone' }]);
    await until('the mark on the user', async () => {
      const user = await get<{ twoFactorEnabled: boolean }>(`/v1/users/${id}`, owner);
      return user.body.twoFactorEnabled;
    });
    const listed = await get<{ items: { id: string }[] }>('/v1/users?twoFactor=true', owner);
    expect(listed.body.items.map((user) => user.id)).toContain(id);

    const first = await signIn(email);
    expect([first.status, first.body.status, first.body.methods]).toEqual([
      200,
      'second_factor_required',
      ['totp', 'recovery_code'],
    ]);
    const wrong = await answer(first.body.challengeId, '000000');
    expect([wrong.status, wrong.body.code]).toEqual([401, 'second_factor_invalid']);
    const done = await answer(first.body.challengeId, code());
    expect([done.status, done.body.status]).toEqual([201, 'signed_in']);
    expect((await get('/v1/me', done.body.accessToken)).status).toBe(200);
  });

  it('opens nothing but the second factor with the password alone', async () => {
    const { email } = await withApp();
    const { challengeId } = (await signIn(email)).body;
    for (const [method, path] of [
      ['GET', '/v1/me'],
      ['GET', '/v1/users'],
      ['POST', '/v1/me/two-factor/totp'],
      ['DELETE', '/v1/users/me/two-factor'],
      ['GET', '/v1/me/two-factor'],
    ] as const) {
      const bearer = await api.call<Problem>(method, path, { token: challengeId });
      const cookie = await api.call<Problem>(method, path, {
        headers: { cookie: `__Host-session=${challengeId}`, origin: system.running.baseUrl },
      });
      expect([bearer.status, cookie.status]).toEqual([401, 401]);
    }
    const enrol = await post('/v1/sessions/enrolment/totp', { challengeId });
    expect([enrol.status, enrol.body.code]).toEqual([401, 'challenge_invalid']);
  });

  it('has its challenge end after five wrong codes, and a code count once of 20 at once', async () => {
    const { email, code } = await withApp();
    const { challengeId } = (await signIn(email)).body;
    for (let n = 0; n < 5; n += 1)
      expect((await answer(challengeId, '000000')).body.code).toBe('second_factor_invalid');
    expect((await answer(challengeId, code())).body.code).toBe('challenge_invalid');
    const next = (await signIn(email)).body.challengeId;
    const value = code();
    const answers = await Promise.all(Array.from({ length: 20 }, () => answer(next, value)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  });

  it('refuses bodies that fit no method', async () => {
    const challengeId = crypto.randomUUID();
    for (const body of [
      { challengeId, method: 'totp' },
      { challengeId, method: 'passkey', code: '123456' },
      { challengeId, method: 'totp', code: ['123456'] },
      { challengeId, method: 'sms', code: '123456' },
      { challengeId: 'nonsense', method: 'totp', code: '123456' },
    ]) {
      expect((await post('/v1/sessions/second-factor', body)).status).toBe(422);
    }
    const unknown = await answer(challengeId, '123456');
    expect([unknown.status, unknown.body.code]).toEqual([401, 'challenge_invalid']);
  });

  it('is left out on a remembered device, by token and by cookie', async () => {
    const { email, code } = await withApp();
    const { challengeId } = (await signIn(email)).body;
    const { deviceToken } = (await answer(challengeId, code(), { rememberDevice: true })).body;
    expect((await signIn(email, { deviceToken })).status).toBe(201);
    const inBrowser = { body: { email, password }, headers: { origin: system.running.baseUrl } };
    const half = await api.call<SignIn>('POST', '/v1/sessions', inBrowser);
    const done = await api.call<SignIn>('POST', '/v1/sessions/second-factor', {
      body: { challengeId: half.body.challengeId, method: 'totp', code: code(1), rememberDevice: true },
      headers: { origin: system.running.baseUrl },
    });
    const cookies = done.headers.getSetCookie();
    const device = cookies.find((cookie) => cookie.startsWith('__Host-device=')) ?? '';
    expect(done.body.deviceToken).toBeUndefined();
    expect(cookies).toHaveLength(2);
    for (const part of ['Secure', 'HttpOnly', 'SameSite=Lax', 'Path=/', 'Max-Age=2592000']) {
      expect(device).toContain(part);
    }
    expect(device).not.toContain('Domain');
    const again = await api.call<SignIn>('POST', '/v1/sessions', {
      ...inBrowser,
      headers: { ...inBrowser.headers, cookie: device.split(';')[0] ?? '' },
    });
    expect(again.status).toBe(201);
  });

  it('proves once more who is there, which its removal needs', async () => {
    const { token, code } = await withApp();
    const { methods } = (await get<TwoFactor>('/v1/me/two-factor', token)).body;
    const path = `/v1/me/two-factor/methods/${methods[0]?.id}`;
    await sql.query(
      `UPDATE auth.sessions SET authenticated_at = now() - interval '11 minutes'
       WHERE id = (SELECT id FROM auth.sessions ORDER BY id DESC LIMIT 1)`,
    );
    const stale = await until('the old proof to be noticed', async () => {
      const tried = await api.call<Problem>('DELETE', `/v1/me/two-factor/methods/${crypto.randomUUID()}`, { token });
      return tried.status === 403 && tried;
    });
    expect(stale.body.code).toBe('reauthentication_required');
    const both = await post('/v1/me/reauthentications', { code: code(), password }, token);
    expect(both.status).toBe(422);
    expect((await post('/v1/me/reauthentications', { code: code() }, token)).status).toBe(204);
    expect((await api.call('PATCH', path, { token, body: { name: 'Old phone' } })).body).toMatchObject({
      name: 'Old phone',
    });
    expect((await api.call('DELETE', path, { token })).status).toBe(204);
    expect((await get<TwoFactor>('/v1/me/two-factor', token)).body.enabled).toBe(false);
  });
});

describe('a manager', () => {
  it('sees kinds only, and resets: the person is out at once and is told', async () => {
    const { id, email, token } = await withApp();
    const seen = await get('/v1/users/me/two-factor', token);
    expect(seen.body).toEqual({ enabled: true, kinds: ['totp'] });
    expect((await get(`/v1/users/${id}/two-factor`, owner)).body).toEqual({ enabled: true, kinds: ['totp'] });
    const own = await api.call<Problem>('DELETE', '/v1/users/me/two-factor', { token });
    expect(own.status).toBe(403);
    const unknown = await api.call<Problem>('DELETE', `/v1/users/${crypto.randomUUID()}/two-factor`, { token: owner });
    expect([unknown.status, unknown.body.code]).toEqual([404, 'not_found']);
    const mailsBefore = (await mails.to(email)).length;
    const headers = { 'x-request-id': 'the-reset' };
    expect((await api.call('DELETE', `/v1/users/${id}/two-factor`, { token: owner, headers })).status).toBe(204);
    expect((await get('/v1/me', token)).status).toBe(401);
    expect((await mails.newest(email, mailsBefore + 1)).subject).toBe('Your two-factor authentication was reset');
    await until('the mark to go', async () => {
      const user = await get<{ twoFactorEnabled: boolean }>(`/v1/users/${id}`, owner);
      return !user.body.twoFactorEnabled;
    });
    expect((await signIn(email)).status).toBe(201);
    // By whom, by which request and from where, though another service did it.
    const manager = (await get<{ id: string }>('/v1/me', owner)).body.id;
    const path = `/v1/audit-log?action=second_factor.reset&targetId=${id}&actorId=${manager}`;
    const log = await until('the entry', async () => {
      const { items } = (await get<{ items: Entry[] }>(path, owner)).body;
      return items.length > 0 && items;
    });
    expect(log).toEqual([
      expect.objectContaining({
        actor: expect.objectContaining({ kind: 'user', id: manager }),
        origin: { ip: expect.stringMatching(/127\.0\.0\.1|::1/), userAgent: expect.any(String) },
        requestId: 'the-reset',
      }),
    ]);
  });

  it('who is none may neither see nor reset', async () => {
    const { id } = await withApp();
    const { token } = await member();
    expect((await get(`/v1/users/${id}/two-factor`, token)).status).toBe(403);
    expect((await api.call('DELETE', `/v1/users/${id}/two-factor`, { token })).status).toBe(403);
  });
});

describe('a passkey', () => {
  type Json = Record<string, unknown>;

  async function device(): Promise<Page> {
    const page = await browsing.open('/sign-in');
    await addPasskeyDevice(page);
    return page;
  }

  const send = (page: Page, path: string, body?: Json) =>
    page.evaluate(
      async ([to, content]) => {
        const init = content === null ? {} : { body: content, headers: { 'content-type': 'application/json' } };
        const response = await fetch(to, { method: 'POST', ...init });
        const text = await response.text();
        return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
      },
      [path, body === undefined ? null : JSON.stringify(body)] as const,
    );

  const create = (page: Page, options: Json) =>
    page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(json as never);
      const made = (await navigator.credentials.create({ publicKey })) as PublicKeyCredential;
      return made.toJSON() as unknown as Record<string, unknown>;
    }, options);

  const use = (page: Page, options: Json) =>
    page.evaluate(async (json) => {
      const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(json as never);
      const used = (await navigator.credentials.get({ publicKey })) as PublicKeyCredential;
      return used.toJSON() as unknown as Record<string, unknown>;
    }, options);

  it('of a browser is registered, is the second factor, and signs in alone', async () => {
    const { email } = await member();
    const page = await device();
    expect((await send(page, '/v1/sessions', { email, password })).status).toBe(201);
    const options = await send(page, '/v1/me/two-factor/passkeys/options');
    expect(options.status).toBe(200);
    const credential = await create(page, options.body);
    const registered = await send(page, '/v1/me/two-factor/passkeys', { credential, name: 'Laptop' });
    expect([registered.status, registered.body['method']]).toEqual([
      201,
      expect.objectContaining({ kind: 'passkey', name: 'Laptop' }),
    ]);
    const again = await send(page, '/v1/me/two-factor/passkeys', { credential, name: 'Laptop' });
    expect(again.status).toBe(422);

    const first = await send(page, '/v1/sessions', { email, password });
    expect(first.body).toMatchObject({ status: 'second_factor_required', methods: ['passkey'] });
    const { challengeId } = first.body;
    const asked = await send(page, '/v1/sessions/second-factor/passkey/options', { challengeId });
    const assertion = await use(page, asked.body);
    const answered = { challengeId, method: 'passkey', assertion };
    const done = await send(page, '/v1/sessions/second-factor', answered);
    expect([done.status, done.body['status']]).toEqual([201, 'signed_in']);
    expect((await send(page, '/v1/sessions/second-factor', answered)).body['code']).toBe('challenge_invalid');

    const alone = await send(page, '/v1/sessions/passkey/options');
    const discovered = await use(page, alone.body);
    const signedIn = await send(page, '/v1/sessions/passkey', { assertion: discovered });
    expect([signedIn.status, signedIn.body['status']]).toEqual([201, 'signed_in']);
    const replayed = await send(page, '/v1/sessions/passkey', { assertion: discovered });
    expect([replayed.status, replayed.body['code']]).toEqual([401, 'passkey_invalid']);

    const proof = await send(page, '/v1/me/reauthentications/passkey/options');
    const proved = await send(page, '/v1/me/reauthentications', { assertion: await use(page, proof.body) });
    expect(proved.status).toBe(204);
    await page.context().close();
  });
});

describe('npm run rotate-keys', () => {
  it('signs nobody out, and codes of apps go on to count', async () => {
    const { email, token, code } = await withApp();
    const { authMasterKey } = JSON.parse(readFileSync(join(system.stateDir, 'secrets.json'), 'utf8')) as {
      authMasterKey: string;
    };
    const output = execFileSync(process.execPath, ['tools/rotate-keys.mjs'], {
      encoding: 'utf8',
      env: {
        ...process.env,
        NODE_OPTIONS: '',
        AUTH_DATABASE_URL: system.running.databaseUrls.auth,
        AUTH_MASTER_KEY: authMasterKey,
      },
    });
    expect(output).toMatch(/[1-9]\d* secrets sealed anew/);
    expect(output).not.toContain(authMasterKey);
    expect((await get('/v1/me', token)).status).toBe(200);
    const { challengeId } = (await signIn(email)).body;
    const done = await answer(challengeId, code());
    expect((await get('/v1/me', done.body.accessToken)).status).toBe(200);
  });
});

describe('an account that requires two factors', () => {
  const require = (requireTwoFactor: string, token: string) =>
    api.call('PATCH', '/v1/account', { token, body: { security: { requireTwoFactor } } });
  /** Somebody who has no factor, once the requirement is known where people sign in. */
  const halfSignedIn = (email: string, secret?: string) =>
    until('the requirement to be known where people sign in', async () => {
      const answer = await signIn(email, secret === undefined ? {} : { password: secret });
      return answer.body.status === 'enrolment_required' && answer;
    });
  const enrol = async (challengeId: string | undefined) => {
    const started = await post<Totp>('/v1/sessions/enrolment/totp', { challengeId });
    expect(started.status).toBe(201);
    const path = `/v1/sessions/enrolment/totp/${started.body.id}/activation`;
    const wrong = await post(path, { challengeId, code: '000000' });
    expect([wrong.status, wrong.body.errors?.[0]?.path]).toEqual([422, 'code']);
    const done = await post<SignIn>(path, { challengeId, code: authenticatorApp(started.body.secret)() });
    expect([done.status, done.body.status, done.body.recoveryCodes?.length]).toEqual([201, 'signed_in', 10]);
    return done.body.accessToken;
  };

  it('has people enrol before they are signed in, also invited ones and who was signed in before', async () => {
    const before = await member();
    expect((await require('everyone', owner)).status).toBe(200);
    const half = await halfSignedIn(before.email);
    expect([half.status, half.body.status]).toEqual([200, 'enrolment_required']);
    const token = await enrol(half.body.challengeId);
    expect((await post('/v1/me/two-factor/recovery-codes/acknowledgement', undefined, token)).status).toBe(204);
    const { methods } = (await get<TwoFactor>('/v1/me/two-factor', token)).body;
    const last = await api.call<Problem>('DELETE', `/v1/me/two-factor/methods/${methods[0]?.id}`, { token });
    expect([last.status, last.body.code]).toEqual([409, 'second_factor_mandatory']);

    // Also whoever asked for it: they sign in anew, by enrolling.
    await until('the end of the session without a factor', async () => (await get('/v1/me', owner)).status === 401);
    const { email, password: secret } = system.running.owner;
    const asOwner = await enrol((await halfSignedIn(email, secret)).body.challengeId);

    const invited = await post<{ email: string }>('/v1/users', newPerson(), asOwner);
    const link = tokenIn(await mails.newest(invited.body.email), 'invitation');
    const accepted = await post<SignIn>('/v1/invitations/acceptances', { token: link, password: 'k7#mQ2vXz' });
    expect([accepted.status, accepted.body.status]).toEqual([200, 'enrolment_required']);
    expect((await require('none', asOwner)).status).toBe(200);
    // The password is too short to stand alone, whatever the account requires.
    await until('the requirement to be over', async () => {
      const { status, body } = await get<TwoFactor>('/v1/me/two-factor', token);
      return status === 200 && !body.required;
    });
    const short = await signIn(invited.body.email, { password: 'k7#mQ2vXz' });
    expect(short.body.status).toBe('enrolment_required');
  });
});
