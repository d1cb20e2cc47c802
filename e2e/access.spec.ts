// Real: everything. Every declared route with every kind of caller, held against the table of who may call what.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allRoutes, defaultPermissions, mayCall, routeAccessTable, type Role, type Route } from '#contracts';
import { routeNotes } from '../libs/contracts/src/documents/route-notes.js';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, type Answer, type Problem } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer, personalPassword } from './support/people.js';
import { seedSecondAccount } from './support/second-account.js';

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

interface SignIn {
  role: Role;
  email: string;
  password: string;
  token: string;
}

let system: System;
let api: Api;
const callers = new Map<string, SignIn>();
/** Of the first account, for the stranger to try. */
const objects: Record<string, string> = {};

async function remember(name: string, role: Role, { email, password }: { email: string; password: string }) {
  callers.set(name, { role, email, password, token: await api.signIn(email, password) });
}

async function firstOf(path: string, token: string): Promise<string> {
  const page = await api.call<{ items: { id: string }[] }>('GET', path, { token });
  return page.body.items[0]?.id ?? '';
}

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-access', fresh: true, quiet: true, build: false });
  api = new Api(system.running.baseUrl);
  const mails = new Mails(system.running.mailUrl);
  await remember('owner', 'owner', system.running.owner);
  const by = callers.get('owner')?.token ?? '';
  for (const role of ['light_user', 'user', 'administrator'] as const) {
    const { email } = await newcomer({ api, mails, by }, { role });
    await remember(role, role, { email, password: personalPassword });
  }
  const foreign = seedSecondAccount(system.running.databaseUrl, randomBytes(32).toString('base64'));
  await remember('foreign owner', 'owner', foreign.owner);
  objects['users'] = await firstOf('/v1/users', by);
  objects['teams'] = await firstOf('/v1/teams', by);
  objects['mailboxes'] = await firstOf('/v1/mailboxes', by);
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

// What a caller is told who may not: they are not signed in, or it is not theirs to do.
const refusals = new Set(['unauthenticated', 'forbidden', 'owner_required']);

/** Placeholders become values that the route takes: ids of nothing, unless some are given. */
function pathOf({ path }: Route, id: string = randomUUID()): string {
  const filled = path
    .replace('{role}', 'user')
    .replace('{file}', '64.webp')
    .replace('{photoId}', 'A'.repeat(22))
    .replace(/\{(\w+)\}/g, () => id);
  return filled.endsWith('/access') ? `${filled}?permission=reports.view` : filled;
}

/** A body that is no JSON, for routes that take a file. */
function fileFor(route: Route): { body: string | FormData; headers: Record<string, string> } | undefined {
  if (route.id === 'imports.create') {
    return { body: 'first name,last name,email\n', headers: { 'content-type': 'text/csv' } };
  }
  if (!route.id.endsWith('.setPhoto')) return undefined;
  const form = new FormData();
  form.append('photo', new Blob([onePixel], { type: 'image/png' }), 'one.png');
  return { body: form, headers: {} };
}

async function send(
  route: Route,
  path: string,
  token: string | undefined,
  file: { body: string | FormData; headers: Record<string, string> },
): Promise<Answer<Problem>> {
  const authorization = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers: Record<string, string> = { ...authorization, ...file.headers };
  const response = await fetch(`${api.baseUrl}${path}`, { ...file, method: route.method, headers });
  return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
}

/** One call, ended as soon as the answer's head is there: streams have no end. */
async function ask(route: Route, path: string, token?: string): Promise<Answer<Problem>> {
  const { body } = routeNotes[route.id] ?? {};
  if (route.id === 'events.stream') {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const abort = new AbortController();
    const response = await fetch(`${api.baseUrl}${path}`, { headers, signal: abort.signal });
    const refused = response.status === 200 ? ({} as Problem) : ((await response.json()) as Problem);
    abort.abort();
    return { status: response.status, headers: response.headers, body: refused };
  }
  const file = fileFor(route);
  if (file !== undefined) return send(route, path, token, file);
  return api.call<Problem>(route.method, path, { token, ...(body === undefined ? {} : { body }) });
}

/** Some routes end the very session that calls them: then the caller signs in again and asks once more. */
async function askAs(name: string, route: Route, path: string): Promise<Answer<Problem>> {
  const caller = callers.get(name);
  if (caller === undefined) return ask(route, path);
  const answer = await ask(route, path, caller.token);
  if (answer.body.code !== 'unauthenticated') return answer;
  caller.token = await api.signIn(caller.email, caller.password);
  return ask(route, path, caller.token);
}

const kinds = ['nobody', 'light_user', 'user', 'administrator', 'owner', 'foreign owner'];

describe.each(allRoutes)('$id', (route) => {
  const rule = routeAccessTable[route.id];

  it('is in the table', () => {
    expect(rule).toBeDefined();
  });

  it.each(kinds)('answers %s as the table says', async (name) => {
    if (rule === undefined) return;
    const role = callers.get(name)?.role;
    const allowed = mayCall(rule, role && { role, permissions: defaultPermissions[role] });
    const { status, body } = await askAs(name, route, pathOf(route));
    const told = { name, status, code: body.code };
    // Public routes may answer 401 on their own account: wrong passwords, spent refresh tokens.
    const refused = rule.who !== 'public' && refusals.has(body.code);
    if (allowed) expect({ ...told, refused }).toEqual({ ...told, refused: false });
    else expect({ ...told, refused }).toEqual({ ...told, refused: true, status: name === 'nobody' ? 401 : 403 });
    expect(status).toBeLessThan(500);
  });

  const kind = /^\/v1\/(users|teams|mailboxes)\/\{/.exec(route.path)?.[1];
  if (kind === undefined) return;
  it('knows nothing of what belongs to another account', async () => {
    const { status } = await askAs('foreign owner', route, pathOf(route, objects[kind]));
    // 422 where the body is refused before anything is looked up.
    expect([404, 422]).toContain(status);
  });
});
