// Real: everything. Every declared route with every kind of caller, held against the table of who may call what.
import { randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allRoutes,
  defaultPermissions,
  givablePermissions,
  mayCall,
  permissions,
  routeAccessTable,
  type Permission,
  type Role,
} from '#contracts';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api } from './support/api.js';
import { Mails } from './support/mails.js';
import { newcomer, personalPassword } from './support/people.js';
import { pathOf, refusals, RouteWalk, type Asking } from './support/route-walk.js';
import { seedSecondAccount } from './support/second-account.js';

interface SignedIn extends Asking {
  role: Role;
  permissions: readonly Permission[];
}

let system: System;
let api: Api;
let walk: RouteWalk;
const callers = new Map<string, SignedIn>();
/** Of the first account, for the stranger to try. */
const objects: Record<string, string> = {};

/** People with a set of their own, by what they are called here. */
const customised: [name: string, role: 'administrator' | 'user' | 'light_user', set: readonly Permission[]][] = [
  ...givablePermissions.user.map((one): [string, 'user', Permission[]] => [`user with ${one}`, 'user', [one]]),
  ['user with nothing', 'user', []],
  ['user with all that can be given', 'user', givablePermissions.user],
  ['light user with all that can be given', 'light_user', givablePermissions.light_user],
  ['administrator with nothing', 'administrator', []],
  ...(['users.manage', 'teams.manage', 'mailboxes.manage', 'account.settings', 'api.access'] as const).map(
    (one): [string, 'administrator', Permission[]] => [
      `administrator without ${one}`,
      'administrator',
      defaultPermissions.administrator.filter((held) => held !== one),
    ],
  ),
];

async function remember(name: string, role: Role, signIn: { email: string; password: string }) {
  const token = await api.signIn(signIn.email, signIn.password);
  callers.set(name, { role, permissions: defaultPermissions[role], signIn, token });
}

async function customise(
  stage: { api: Api; mails: Mails; by: string },
  [name, role, set]: (typeof customised)[number],
) {
  const { id, email, token } = await newcomer(stage, { role });
  const body = { mode: 'custom', granted: set };
  const chosen = await api.call('PUT', `/v1/users/${id}/permissions`, { token: stage.by, body });
  if (chosen.status !== 200) throw new Error(`Choosing permissions answered ${chosen.status}`);
  callers.set(name, { role, permissions: set, signIn: { email, password: personalPassword }, token });
}

async function firstOf(path: string, token: string): Promise<string> {
  const page = await api.call<{ items: { id: string }[] }>('GET', path, { token });
  return page.body.items[0]?.id ?? '';
}

// So many wrong passwords, codes and links come from here that each would otherwise be told to wait.
const env = { auth: { SIGN_IN_LIMIT_PER_ADDRESS: '100000' } };

beforeAll(async () => {
  system = await startSystem({ stateDir: '.muster/e2e-access', fresh: true, quiet: true, build: false, env });
  api = new Api(system.running.baseUrl);
  walk = new RouteWalk(api);
  const mails = new Mails(system.running.mailUrl);
  await remember('owner', 'owner', system.running.owner);
  const by = callers.get('owner')?.token ?? '';
  for (const role of ['light_user', 'user', 'administrator'] as const) {
    const { email } = await newcomer({ api, mails, by }, { role });
    await remember(role, role, { email, password: personalPassword });
  }
  for (const one of customised) await customise({ api, mails, by }, one);
  const foreign = seedSecondAccount(system.running.databaseUrl, randomBytes(32).toString('base64'));
  await remember('foreign owner', 'owner', foreign.owner);
  objects['users'] = await firstOf('/v1/users', by);
  objects['teams'] = await firstOf('/v1/teams', by);
  objects['mailboxes'] = await firstOf('/v1/mailboxes', by);
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

/** Roles that a body gives: nobody gives what they lack. */
const given: Readonly<Record<string, Role>> = { 'users.create': 'user' };

function holdsWhatIsGiven(routeId: string, caller: SignedIn | undefined): boolean {
  const role = given[routeId];
  return role === undefined || defaultPermissions[role].every((one) => caller?.permissions.includes(one));
}

/** Bodies that must differ from one caller to the next: an address is mailed a few times a day. */
function bodyOf(routeId: string): object | undefined {
  return routeId.endsWith('.changeEmail') ? { email: `${randomUUID()}@people.example` } : undefined;
}

/** Few enough that nobody is told to come back when there is less to do. */
const atOnce = 4;
const kinds = ['nobody', 'light_user', 'user', 'administrator', 'owner', 'foreign owner'];

it('every permission is held alone by somebody, but for the one that is nobody’s to give', () => {
  const alone = customised.filter(([, role, set]) => role === 'user' && set.length === 1).flatMap(([, , set]) => set);
  expect(permissions.filter((permission) => !alone.includes(permission))).toEqual(['account.billing']);
});

describe.each(allRoutes)('$id', (route) => {
  const rule = routeAccessTable[route.id];

  async function hold(name: string): Promise<void> {
    if (rule === undefined) return;
    const caller = callers.get(name);
    const allowed = mayCall(rule, caller) && holdsWhatIsGiven(route.id, caller);
    const path = pathOf(route);
    const asked = { body: bodyOf(route.id) };
    const { status, body } =
      caller === undefined ? await walk.ask(route, path, asked) : await walk.askAs(caller, route, path, asked.body);
    const told = { name, status, code: body.code };
    // Public routes may answer 401 on their own account: wrong passwords, spent refresh tokens.
    const refused = rule.who !== 'public' && refusals.has(body.code);
    if (allowed) expect({ ...told, refused }).toEqual({ ...told, refused: false });
    else expect({ ...told, refused }).toEqual({ ...told, refused: true, status: name === 'nobody' ? 401 : 403 });
    // Who is only asked to wait was not told whether they may. On public routes everybody may.
    if (rule.who !== 'public') expect({ ...told, limited: status === 429 }).toEqual({ ...told, limited: false });
    expect(status).toBeLessThan(500);
  }

  it('is in the table', () => {
    expect(rule).toBeDefined();
  });

  it.each(kinds)('answers %s as the table says', hold);

  // What is public does not ask who calls.
  if (rule?.who !== 'public') {
    it('answers whoever has permissions of their own as the table says', async () => {
      for (let first = 0; first < customised.length; first += atOnce) {
        await Promise.all(customised.slice(first, first + atOnce).map(([name]) => hold(name)));
      }
    });
  }

  const kind = /^\/v1\/(users|teams|mailboxes)\/\{/.exec(route.path)?.[1];
  if (kind === undefined) return;
  it('knows nothing of what belongs to another account', async () => {
    const foreign = callers.get('foreign owner');
    if (foreign === undefined) throw new Error('Nobody is from elsewhere');
    const { status } = await walk.askAs(foreign, route, pathOf(route, { id: objects[kind] ?? '' }));
    // 422 where the body is refused before anything is looked up.
    expect([404, 422]).toContain(status);
  });
});
