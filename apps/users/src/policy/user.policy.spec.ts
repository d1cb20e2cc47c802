import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, roles, type Role } from '#contracts';
import { can, mayManage, requireFeature, requireGivable, requireRoleChange } from './user.policy.js';

const somebody = (role: Role, id: string = role) => ({
  id,
  role,
  plan: 'plus' as const,
  roleDefaults: {},
  permissions: defaultPermissions[role],
});

function codeOf(decide: () => void): string {
  try {
    decide();
    return 'allowed';
  } catch (error) {
    return String(Reflect.get(error as object, 'code'));
  }
}

describe('who manages whom', () => {
  const managed: Record<Role, Role[]> = {
    owner: ['administrator', 'user', 'light_user'],
    administrator: ['administrator', 'user', 'light_user'],
    user: [],
    light_user: [],
  };

  it.each(roles)('%s', (role) => {
    const others = roles.filter((other) => mayManage(somebody(role, 'actor'), somebody(other, 'target')));
    expect(others).toEqual(managed[role]);
  });

  it('the owner manages themselves', () => {
    expect(mayManage(somebody('owner'), somebody('owner'))).toBe(true);
  });
});

describe('changing a role', () => {
  const change = (actor: Role, target: Role, role: Role) =>
    codeOf(() => requireRoleChange(somebody(actor, 'actor'), somebody(target, 'target'), role));

  it.each([
    ['owner', 'user', 'administrator', 'allowed'],
    ['administrator', 'user', 'administrator', 'allowed'],
    ['administrator', 'administrator', 'user', 'allowed'],
    ['administrator', 'owner', 'user', 'last_owner'],
    ['user', 'light_user', 'user', 'forbidden'],
    ['user', 'owner', 'user', 'forbidden'],
    ['light_user', 'user', 'light_user', 'forbidden'],
    ['administrator', 'user', 'owner', 'forbidden'],
  ] as const)('%s makes %s an %s: %s', (actor, target, role, outcome) => {
    expect(change(actor, target, role)).toBe(outcome);
  });

  it.each(roles.filter((role) => role !== 'owner'))('nobody changes their own: %s', (role) => {
    const self = somebody(role);
    expect(codeOf(() => requireRoleChange(self, self, 'administrator'))).toBe('forbidden');
  });

  it('the owner stays the owner', () => {
    const owner = somebody('owner');
    expect(codeOf(() => requireRoleChange(owner, owner, 'user'))).toBe('last_owner');
  });
});

describe('giving', () => {
  it('nobody gives what they lack', () => {
    expect(codeOf(() => requireGivable(somebody('user'), 'administrator'))).toBe('forbidden');
    expect(codeOf(() => requireGivable(somebody('administrator'), 'owner'))).toBe('forbidden');
  });

  it('names the smallest plan that has a feature', () => {
    expect(() => requireFeature('free', 'teams')).toThrow(
      expect.objectContaining({ code: 'plan_required', details: { plan: 'plus' } }),
    );
    expect(codeOf(() => requireFeature('plus', 'teams'))).toBe('allowed');
  });

  it('billing is the owner’s alone', () => {
    expect(roles.filter((role) => can(somebody(role), 'account.billing'))).toEqual(['owner']);
  });
});
