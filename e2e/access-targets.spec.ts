// Real: everything. Routes about somebody or something that exists, with every pair of caller and target. What would be
// gone afterwards (people, teams, mailboxes, tokens) is made for the one call; the owner is real, and nobody's to change.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allRoutes,
  defaultPermissions,
  mayCall,
  roles,
  routeAccessTable,
  type Permission,
  type Role,
  type Route,
  type RouteRule,
} from '#contracts';
import { startSystem, type System } from '../tools/lib/system.mjs';
import { Api, newPerson, until, type Problem } from './support/api.js';
import { authenticatorApp } from './support/devices.js';
import { Mails } from './support/mails.js';
import { newcomer, personalPassword } from './support/people.js';
import { pathOf, refusals, RouteWalk, type Asking } from './support/route-walk.js';

interface Caller extends Asking {
  id: string;
  role: Role;
  permissions: readonly Permission[];
}
type Ids = Record<string, string>;
type Target = 'self' | Role;

const sets: Record<string, { role: Role; permissions: readonly Permission[] }> = {
  owner: { role: 'owner', permissions: defaultPermissions.owner },
  administrator: { role: 'administrator', permissions: defaultPermissions.administrator },
  'administrator without users.manage': {
    role: 'administrator',
    permissions: defaultPermissions.administrator.filter((one) => one !== 'users.manage'),
  },
  'user with users.manage': { role: 'user', permissions: ['users.manage', ...defaultPermissions.user] },
  user: { role: 'user', permissions: defaultPermissions.user },
  light_user: { role: 'light_user', permissions: defaultPermissions.light_user },
};
const names = Object.keys(sets);
const targets: readonly Target[] = ['self', ...roles];

let system: System;
let api: Api;
let mails: Mails;
let walk: RouteWalk;
const callers = new Map<string, Caller>();
/** People of each role who stay, for those who may do nothing to them. */
const standing = new Map<string, Caller>();

function callerOf(name: string): Caller {
  const caller = callers.get(name);
  if (caller === undefined) throw new Error(`Nobody is called ${name}`);
  return caller;
}

async function ask<Body>(method: string, path: string, body?: unknown, by = callerOf('owner')) {
  const send = () =>
    api.call<Body & Problem>(method, path, { token: by.token, ...(body === undefined ? {} : { body }) });
  let answer = await send();
  // The walk may have ended the session of whoever prepares the next step of it.
  if (answer.status === 401 && by.signIn !== undefined) {
    by.token = await api.signIn(by.signIn.email, by.signIn.password);
    answer = await send();
  }
  if (answer.status >= 300) throw new Error(`${method} ${path} answered ${answer.status} ${answer.body.code}`);
  return answer.body;
}

/** Of the owner, whose session a step of the walk may have ended. */
async function ownersToken(): Promise<string> {
  await ask('GET', '/v1/me');
  return callerOf('owner').token;
}

async function joined(name: string): Promise<Caller> {
  const set = sets[name] ?? { role: 'user', permissions: [] };
  const somebody = await newcomer({ api, mails, by: await ownersToken() }, { role: set.role });
  if (set.permissions !== defaultPermissions[set.role]) {
    await ask('PUT', `/v1/users/${somebody.id}/permissions`, { mode: 'custom', granted: set.permissions });
  }
  return { ...set, ...somebody, signIn: { email: somebody.email, password: personalPassword } };
}

beforeAll(async () => {
  const env = { auth: { SIGN_IN_LIMIT_PER_ADDRESS: '100000' } };
  system = await startSystem({ stateDir: '.muster/e2e-access-targets', fresh: true, quiet: true, build: false, env });
  const { running } = system;
  api = new Api(running.baseUrl);
  mails = new Mails(running.mailUrl);
  walk = new RouteWalk(api);
  const token = await api.signIn(running.owner.email, running.owner.password);
  const { id } = (await api.call<{ id: string }>('GET', '/v1/me', { token })).body;
  callers.set('owner', { id, role: 'owner', permissions: defaultPermissions.owner, token, signIn: running.owner });
  for (const name of names.slice(1)) callers.set(name, await joined(name));
  for (const role of roles.slice(1)) standing.set(role, await joined(role));
}, 180_000);

afterAll(async () => {
  await system?.stop();
});

const signedIn = allRoutes.filter(({ access }) => access === 'signed_in');
const ruleOf = (route: Route): RouteRule => routeAccessTable[route.id] ?? { who: 'role', roles: [] };

/** Bodies of the notes name what is not there; these are about nothing else. */
const bodies: Record<string, () => object> = {
  'users.delete': () => ({ confirm: 'DELETE' }),
  'users.suspend': () => ({}),
  'users.setMailboxes': () => ({ mailboxIds: [] }),
  'users.setTeams': () => ({ teamIds: [] }),
  'users.setPermissions': () => ({ mode: 'default' }),
  'users.setNotifications': () => ({}),
  'users.setAutoBcc': () => ({ addresses: [] }),
  'users.createApiKey': () => ({ name: 'Docs', kind: 'docs' }),
  'users.changeEmail': () => ({ email: `${randomUUID()}@people.example` }),
  'teams.update': () => ({ name: 'Renamed' }),
  'teams.setMembers': () => ({ userIds: [] }),
  'teams.setMailboxes': () => ({ mailboxIds: [] }),
};

describe('a route about a person', () => {
  const about = signedIn.filter(({ path }) => path.startsWith('/v1/users/{id}'));
  /** Whoever they are about, oneself among them, only those who manage the person do these; nobody does on themselves. */
  const neverOnOneself = new Set([
    'users.suspend',
    'users.liftSuspension',
    'users.previewDeletion',
    'users.delete',
    'users.restore',
    'users.erase',
    'users.setPermissions',
    'users.twoFactor.reset',
  ]);
  /** Whose credentials they are is for those to see who manage them. */
  const aboutCredentials = new Set(['users.sessions', 'users.twoFactor.get', 'users.listApiKeys']);
  const ownersOnThemselves = new Set(['users.setMailboxes', 'users.setTeams']);
  const onlyOnOneself = new Set(['users.createApiKey', 'users.rotateApiKey']);
  const needsActive = new Set(['users.sendPasswordReset', 'users.twoFactor.reset', 'users.changeEmail']);
  /** What else an allowed call may answer, and why. */
  const otherwise: Record<string, string[]> = {
    // Nothing was asked for that could be shown.
    'users.getEmailChange': ['not_found'],
    // They have no second factor.
    'users.twoFactor.reset': ['not_found'],
    'users.invite': ['already_active'],
    'users.revokeInvitation': ['already_active'],
    'users.sendPasswordReset': ['not_active'],
  };
  const aboutDeleted = new Set(['users.restore', 'users.erase']);

  /** Refused for the person it is about, too: 409 names the owner as the reason, or that they are not deleted. */
  function isRefused(route: Route, target: Target, code: string): boolean {
    const living = target === 'self' || target === 'owner';
    return refusals.has(code) || code === 'last_owner' || (code === 'conflict' && living && aboutDeleted.has(route.id));
  }

  function manages(caller: Caller, role: Role): boolean {
    const [own, other] = [roles.indexOf(caller.role), roles.indexOf(role)];
    return caller.permissions.includes('users.manage') && role !== 'owner' && own <= other;
  }

  /** Product, section 2, on top of the table: managers see everybody, and change whom they manage. */
  function isAllowed(route: Route, caller: Caller, target: Target): boolean {
    if (!mayCall(ruleOf(route), caller, target === 'self' ? 'self' : 'other')) return false;
    return target === 'self' ? isAllowedOnSelf(route, caller) : isAllowedOn(route, caller, target);
  }

  function isAllowedOnSelf({ id }: Route, caller: Caller): boolean {
    if (neverOnOneself.has(id)) return false;
    if (ownersOnThemselves.has(id)) return caller.role === 'owner';
    return !onlyOnOneself.has(id) || caller.permissions.includes('api.access');
  }

  function isAllowedOn({ id, method }: Route, caller: Caller, role: Role): boolean {
    if (onlyOnOneself.has(id)) return false;
    if (method === 'GET' && !aboutCredentials.has(id) && id !== 'users.previewDeletion') return true;
    const peers = caller.role === 'administrator' && role === 'administrator';
    return manages(caller, role) && !(peers && id === 'users.setPermissions');
  }

  async function prepared(route: Route, role: Role): Promise<string> {
    const sendInvite = route.id === 'users.revokeInvitation';
    const { id } = await ask<{ id: string }>('POST', '/v1/users', newPerson({ role, sendInvite }));
    if (route.id === 'users.liftSuspension') await ask('POST', `/v1/users/${id}/suspension`, {});
    if (aboutDeleted.has(route.id)) await ask('DELETE', `/v1/users/${id}`, { confirm: 'DELETE' });
    return id;
  }

  /** A session or key of the person, where the route is about one. */
  async function partsOf(route: Route, person: Caller): Promise<Ids> {
    if (route.path.includes('{sid}')) {
      const path = `/v1/users/${person.id}/sessions`;
      return { sid: (await ask<{ items: { id: string }[] }>('GET', path)).items[0]?.id ?? '' };
    }
    if (!route.path.includes('{kid}') || !person.permissions.includes('api.access')) return {};
    const made = await ask<{ id: string }>(
      'POST',
      '/v1/users/me/api-keys',
      { name: 'Key', kind: 'api', scopes: ['users:read'] },
      person,
    );
    return { kid: made.id };
  }

  async function idsFor(route: Route, caller: Caller, target: Target, allowed: boolean): Promise<Ids> {
    const hasParts = /\{[sk]id\}/.test(route.path);
    if (target === 'self' || target === 'owner' || (!allowed && !aboutDeleted.has(route.id))) {
      const person = target === 'self' ? caller : (standing.get(target) ?? callerOf('owner'));
      return { id: person.id, ...(await partsOf(route, person)) };
    }
    if (!hasParts && !needsActive.has(route.id)) return { id: await prepared(route, target) };
    const person = await joined(target);
    return { id: person.id, ...(await partsOf(route, person)) };
  }

  /** Everybody about everybody; but for the owner about the owner, who is oneself, and for keys of those who have none. */
  function pairsOf(route: Route): [name: string, caller: Caller, target: Target][] {
    const pairs = names.flatMap((name) =>
      targets.map((target): [string, Caller, Target] => [name, callerOf(name), target]),
    );
    return pairs.filter(([, { role }, target]) => {
      const about = target === 'self' ? role : target;
      const oneself = target === 'owner' && role === 'owner';
      return !oneself && !(about === 'light_user' && route.path.includes('{kid}'));
    });
  }

  it.each(about)('$id: as the table and the roles say', async (route) => {
    const wrong: object[] = [];
    for (const [name, caller, target] of pairsOf(route)) {
      const allowed = isAllowed(route, caller, target);
      const path = pathOf(route, await idsFor(route, caller, target, allowed));
      const { status, body } = await walk.askAs(caller, route, path, bodies[route.id]?.());
      const done = status < 300 || (otherwise[route.id] ?? []).includes(body.code);
      const expected = allowed ? done : isRefused(route, target, body.code);
      if (!expected) wrong.push({ name, target, allowed, status, code: body.code });
    }
    expect(wrong).toEqual([]);
  });
});

describe('a route about a team, a mailbox, an import or a token', () => {
  const about = signedIn.filter(({ path }) =>
    /^\/v1\/(teams|mailboxes|users\/imports|account\/api-tokens)\/\{/.test(path),
  );
  /** What else an allowed call may answer, and why. */
  const otherwise: Record<string, string[]> = {
    // Those who hand mailboxes out see all; others see those that they can use.
    'mailboxes.get': ['not_found'],
    // It was finished before anybody could stop it.
    'imports.cancel': ['conflict'],
  };

  const makers: Record<string, (caller: Caller) => Promise<Ids>> = {
    teams: () => ask('POST', '/v1/teams', { name: `Team ${randomUUID()}` }),
    mailboxes: () => ask('POST', '/v1/mailboxes', { name: 'Box', email: `${randomUUID()}@people.example` }),
    'users/imports': async () => {
      const headers = { authorization: `Bearer ${await ownersToken()}`, 'content-type': 'text/csv' };
      const body = 'first name,last name,email\n';
      // One at a time: the one before may not have been finished yet.
      return until('an import to be taken', async () => {
        const answer = await fetch(`${api.baseUrl}/v1/users/imports?dryRun=true`, { method: 'POST', headers, body });
        return answer.status === 202 && ((await answer.json()) as Ids);
      });
    },
    // By the rights of the caller where they may keep tokens: nobody keeps one that may do more than they.
    'account/api-tokens': async (caller) => {
      const guardian = caller.permissions.includes('account.settings') ? caller : callerOf('administrator');
      const token = { name: 'Token', scopes: ['users:read'], guardianUserId: guardian.id };
      const made = await ask<Ids>('POST', '/v1/account/api-tokens', token);
      return { kid: made['id'] ?? '' };
    },
  };

  async function idsFor(route: Route, caller: Caller): Promise<Ids> {
    const maker = Object.entries(makers).find(([kind]) => route.path.startsWith(`/v1/${kind}/{`))?.[1];
    const ids = await maker?.(caller);
    return { id: ids?.['id'] ?? '', kid: ids?.['kid'] ?? '' };
  }

  function isDone({ id }: Route, status: number, code: string): boolean {
    return status < 300 || (otherwise[id] ?? []).includes(code);
  }

  it.each(about)('$id: as the table says', async (route) => {
    const wrong: object[] = [];
    for (const name of names) {
      const caller = callerOf(name);
      const allowed = mayCall(ruleOf(route), caller);
      const body = route.id === 'account.setApiTokenGuardian' ? { guardianUserId: caller.id } : bodies[route.id]?.();
      const answer = await walk.askAs(caller, route, pathOf(route, await idsFor(route, caller)), body);
      const { status, code } = { status: answer.status, code: answer.body.code };
      const expected = allowed ? isDone(route, status, code) : refusals.has(code);
      if (!expected) wrong.push({ name, allowed, status, code });
    }
    expect(wrong).toEqual([]);
  });
});

describe('somebody half signed in', () => {
  interface Half {
    status: string;
    challengeId: string;
    accessToken?: string;
  }
  const post = async (path: string, body: object) => (await api.call<Half>('POST', path, { body })).body;

  it('has no more than nobody, on any route', async () => {
    const { email } = await newcomer({ api, mails, by: await ownersToken() }, { role: 'administrator' });
    const signIn = () => post('/v1/sessions', { email, password: personalPassword, transport: 'bearer' });
    await ask('PATCH', '/v1/account', { security: { requireTwoFactor: 'managers' } });
    const owing = await until('the requirement to be known where people sign in', async () => {
      const answer = await signIn();
      return answer.status === 'enrolment_required' && answer;
    });
    const begun = await api.call<{ id: string; secret: string }>('POST', '/v1/sessions/enrolment/totp', {
      body: { challengeId: owing.challengeId },
    });
    const refused = async (challengeId: string) => {
      const wrong: object[] = [];
      for (const route of signedIn) {
        const { status, body } = await walk.ask(route, pathOf(route), { token: challengeId });
        if (status !== 401 || body.code !== 'unauthenticated') wrong.push({ id: route.id, status, code: body.code });
      }
      return wrong;
    };
    expect(await refused(owing.challengeId)).toEqual([]);
    const done = await post(`/v1/sessions/enrolment/totp/${begun.body.id}/activation`, {
      challengeId: owing.challengeId,
      code: authenticatorApp(begun.body.secret)(),
    });
    expect(done.status).toBe('signed_in');
    await api.call('POST', '/v1/me/two-factor/recovery-codes/acknowledgement', { token: done.accessToken });
    const second = await signIn();
    expect([second.status, second.accessToken]).toEqual(['second_factor_required', undefined]);
    expect(await refused(second.challengeId)).toEqual([]);
    // What was a challenge has been spent: it is no token of who is signed in, either.
    expect(await refused(owing.challengeId)).toEqual([]);
  });
});
