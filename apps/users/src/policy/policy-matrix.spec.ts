import { describe, expect, it } from '@jest/globals';
import {
  defaultPermissions,
  givablePermissions,
  permissionCatalogue,
  permissionGroups,
  permissions,
  roles,
  type Permission,
  type PlanName,
  type Role,
} from '#contracts';
import {
  effectivePermissions,
  requireCustomising,
  requireEdit,
  requireFitting,
  requireGivable,
  requireGrant,
  requireOwner,
  requireReaddressing,
  requireRemoval,
  requireRoleChange,
} from './user.policy.js';

const somebody = (role: Role, id: string, own: readonly Permission[] = defaultPermissions[role]) => ({
  id,
  role,
  plan: 'plus' as const,
  roleDefaults: {},
  permissions: own,
});

function outcome(decide: () => void): string {
  try {
    decide();
    return 'yes';
  } catch (error) {
    return String(Reflect.get(error as object, 'code'));
  }
}

type Row = Record<Role | 'self', string>;

/** Product, section 2: what each role may do to whom. `self` is the actor. */
const matrix: Record<string, { decide: (actor: Role, target: Role | 'self') => void; rows: Record<Role, Row> }> = {
  edit: {
    decide: (actor, target) => requireEdit(somebody(actor, 'actor'), targetOf(actor, target)),
    rows: {
      owner: row('yes', 'forbidden', 'yes', 'yes', 'yes'),
      administrator: row('yes', 'forbidden', 'yes', 'yes', 'yes'),
      user: row('yes', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
      light_user: row('yes', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
    },
  },
  'delete or suspend': {
    decide: (actor, target) => requireRemoval(somebody(actor, 'actor'), targetOf(actor, target)),
    rows: {
      owner: row('last_owner', 'last_owner', 'yes', 'yes', 'yes'),
      administrator: row('forbidden', 'last_owner', 'yes', 'yes', 'yes'),
      user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
      light_user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
    },
  },
  'make a user of': {
    decide: (actor, target) => requireRoleChange(somebody(actor, 'actor'), targetOf(actor, target), 'user'),
    rows: {
      owner: row('last_owner', 'last_owner', 'yes', 'yes', 'yes'),
      administrator: row('forbidden', 'last_owner', 'yes', 'yes', 'yes'),
      user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
      light_user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
    },
  },
  'choose permissions of': {
    decide: (actor, target) => requireCustomising(somebody(actor, 'actor'), targetOf(actor, target)),
    rows: {
      owner: row('last_owner', 'last_owner', 'yes', 'yes', 'yes'),
      administrator: row('forbidden', 'forbidden', 'forbidden', 'yes', 'yes'),
      user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
      light_user: row('forbidden', 'forbidden', 'forbidden', 'forbidden', 'forbidden'),
    },
  },
};

function row(self: string, owner: string, administrator: string, user: string, light_user: string): Row {
  return { self, owner, administrator, user, light_user };
}

function targetOf(actor: Role, target: Role | 'self') {
  return target === 'self' ? { id: 'actor', role: actor } : { id: 'target', role: target };
}

const cells = Object.entries(matrix).flatMap(([what, { decide, rows }]) =>
  roles.flatMap((actor) =>
    (['self', ...roles] as const).map((target) => ({ what, actor, target, expected: rows[actor][target], decide })),
  ),
);

describe('the matrix of roles', () => {
  it.each(cells)('may $actor $what $target: $expected', ({ decide, actor, target, expected }) => {
    expect(outcome(() => decide(actor, target))).toBe(expected);
  });

  it.each([
    ['owner', ['administrator', 'user', 'light_user']],
    ['administrator', ['administrator', 'user', 'light_user']],
    ['user', []],
    ['light_user', []],
  ] as const)('%s creates %j', (actor, wanted) => {
    const creates = ['owner', 'administrator', 'user', 'light_user'] as const;
    const managing = defaultPermissions[actor].includes('users.manage');
    const given = creates.filter(
      (role) => role !== 'owner' && managing && outcome(() => requireGivable(somebody(actor, 'a'), role)) === 'yes',
    );
    expect(given).toEqual(wanted);
  });

  it('owner is never given, not even by the owner of everything but the role', () => {
    expect(outcome(() => requireGivable(somebody('administrator', 'a', permissions), 'owner'))).toBe('forbidden');
  });

  it.each(roles)('what is the owner’s alone is refused to %s unless they are', (role) => {
    expect(outcome(() => requireOwner(somebody(role, 'a')))).toBe(role === 'owner' ? 'yes' : 'owner_required');
  });
});

describe('a user to whom users.manage was given', () => {
  const manager = somebody('user', 'actor', [...defaultPermissions.user, 'users.manage']);

  it.each([
    ['owner', 'last_owner'],
    ['administrator', 'forbidden'],
    ['user', 'yes'],
    ['light_user', 'yes'],
  ] as const)('%s as the target of removal: %s', (target, expected) => {
    expect(outcome(() => requireRemoval(manager, { id: 'target', role: target }))).toBe(expected);
  });

  it('makes nobody an administrator, though everything were given to them', () => {
    const almighty = somebody('user', 'actor', permissions);
    expect(outcome(() => requireGivable(almighty, 'administrator'))).toBe('forbidden');
    expect(outcome(() => requireRoleChange(almighty, { id: 't', role: 'user' }, 'administrator'))).toBe('forbidden');
  });

  it('chooses permissions of nobody', () => {
    for (const role of roles) {
      expect(outcome(() => requireCustomising(manager, { id: 'target', role }))).toBe('forbidden');
    }
  });
});

describe('an administrator without users.manage', () => {
  const reduced = somebody('administrator', 'actor', ['reports.view']);

  it.each(roles)('manages no %s', (role) => {
    const target = { id: 'target', role };
    for (const decide of [requireEdit, requireRemoval, requireCustomising]) {
      expect(outcome(() => decide(reduced, target))).toBe('forbidden');
    }
  });
});

describe('choosing the address that somebody signs in with', () => {
  const manager = somebody('user', 'actor', ['users.manage', 'threads.edit']);

  it.each<[string, Permission[], string]>([
    ['may do nothing', [], 'yes'],
    ['may do less', ['threads.edit'], 'yes'],
    ['may do something else', ['reports.view'], 'forbidden'],
  ])('of somebody who %s', (_what, held, expected) => {
    expect(outcome(() => requireReaddressing(manager, { id: 'target', role: 'user' }, held))).toBe(expected);
  });

  it('is for those who manage them, and for oneself whatever one may do', () => {
    expect(outcome(() => requireReaddressing(manager, { id: 'target', role: 'administrator' }, []))).toBe('forbidden');
    expect(outcome(() => requireReaddressing(manager, { id: 'actor', role: 'user' }, ['docs.edit']))).toBe('yes');
  });
});

describe('granting', () => {
  const admin = somebody('administrator', 'a', ['users.manage', 'threads.edit']);

  it.each([
    [[], ['threads.edit'], 'yes'],
    [[], ['reports.export'], 'forbidden'],
    [['reports.export'], ['reports.export', 'threads.edit'], 'yes'],
    [['reports.export'], [], 'yes'],
    [['threads.edit'], ['threads.edit', 'account.billing'], 'forbidden'],
  ] as [Permission[], Permission[], string][])('from %j to %j: %s', (before, after, expected) => {
    expect(outcome(() => requireGrant(admin, before, after))).toBe(expected);
  });

  it.each(permissions)('a light user may have %s only when it is on the short list', (permission) => {
    const short = ['reports.view', 'messages.manage', 'reports.export', 'report_views.manage'];
    const expected = short.includes(permission) ? 'yes' : 'invalid_request';
    expect(outcome(() => requireFitting('light_user', [permission], 'granted'))).toBe(expected);
  });

  it('billing goes with no role but the owner', () => {
    const has = roles.filter((role) => givablePermissions[role].includes('account.billing'));
    expect(has).toEqual(['owner']);
    expect(() => requireFitting('administrator', ['reports.view', 'account.billing'], 'granted')).toThrow(
      expect.objectContaining({ details: { errors: [expect.objectContaining({ path: 'granted.1' })] } }),
    );
  });

  it('what a role has by itself can be given to it', () => {
    for (const role of roles)
      expect(givablePermissions[role]).toEqual(expect.arrayContaining([...defaultPermissions[role]]));
  });
});

describe('what counts', () => {
  const roleDefaults = { user: ['reports.view'] as const, light_user: ['reports.view', 'reports.export'] as const };
  const of = (role: Role, plan: PlanName, custom: readonly Permission[] | null) =>
    effectivePermissions({ role, plan, custom, roleDefaults });

  it.each(['free', 'standard'] as const)('on %s only the built-in permissions', (plan) => {
    for (const role of roles) expect(of(role, plan, ['docs.manage'])).toEqual(defaultPermissions[role]);
  });

  it.each(['plus', 'company'] as const)('on %s one’s own, then the role’s, then the built-in', (plan) => {
    expect(of('user', plan, ['docs.manage'])).toEqual(['docs.manage']);
    expect(of('user', plan, [])).toEqual([]);
    expect(of('user', plan, null)).toEqual(['reports.view']);
    expect(of('administrator', plan, null)).toEqual(defaultPermissions.administrator);
  });

  it('the owner has everything whatever was chosen', () => {
    expect(of('owner', 'plus', [])).toEqual(permissions);
  });

  it('never more than goes with the role, also when the table says otherwise', () => {
    expect(of('light_user', 'plus', [...permissions])).toEqual(
      permissions.filter((permission) => givablePermissions.light_user.includes(permission)),
    );
    expect(of('administrator', 'plus', ['account.billing', 'reports.view'])).toEqual(['reports.view']);
  });
});

describe('the catalogue', () => {
  it.each(permissions)('%s has a name, a description and a group', (permission) => {
    const { name, description, group } = permissionCatalogue[permission];
    expect([name.length > 3, description.endsWith('.'), group in permissionGroups]).toEqual([true, true, true]);
  });

  it('gives every permission another name', () => {
    expect(new Set(permissions.map((permission) => permissionCatalogue[permission].name)).size).toBe(
      permissions.length,
    );
  });
});
