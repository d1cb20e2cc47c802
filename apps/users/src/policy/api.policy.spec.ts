import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, planNames, roles, type Permission, type PlanName, type Role } from '#contracts';
import { apiRefusal, mayInherit, tokenRefusal, within } from './api.policy.js';
import { mayManage, requireEdit, requireGivable } from './user.policy.js';

const person = (role: Role, fields: { id?: string; plan?: PlanName; permissions?: readonly Permission[] } = {}) => ({
  id: role,
  role,
  plan: 'plus' as PlanName,
  permissions: defaultPermissions[role],
  roleDefaults: {},
  ...fields,
});

describe('apiRefusal', () => {
  it.each(roles)('of a %s follows the permission', (role) => {
    expect(apiRefusal(person(role))).toBe(role === 'light_user' ? 'permission' : undefined);
    expect(apiRefusal(person(role, { permissions: [] }))).toBe('permission');
  });

  it('of a light user stands whatever they were given', () => {
    expect(apiRefusal(person('light_user', { permissions: ['api.access'] }))).toBe('permission');
  });

  it.each(planNames)('on the plan %s follows its features', (plan) => {
    expect(apiRefusal(person('owner', { plan }))).toBe(plan === 'free' ? 'plan' : undefined);
  });
});

describe('tokenRefusal', () => {
  const administrator = person('administrator');

  it.each([
    ['nobody, by an administrator', administrator, null, undefined],
    ['nobody, by a user', person('user'), null, 'permission'],
    ['nobody, on a small plan: they are still listed and revoked', person('owner', { plan: 'free' }), null, undefined],
    ['themselves', administrator, administrator, undefined],
    ['somebody weaker', administrator, person('user'), undefined],
    ['a peer', administrator, person('administrator', { id: 'peer' }), undefined],
    ['the owner, by an administrator', administrator, person('owner'), 'guardian_unfit'],
    ['the owner, by themselves', person('owner'), person('owner'), undefined],
    ['a light user', administrator, person('light_user'), 'guardian_unfit'],
    ['nobody of the account', administrator, undefined, 'guardian_unknown'],
    ['anybody, on a small plan', person('owner', { plan: 'free' }), person('owner', { plan: 'free' }), 'plan'],
    [
      'somebody who may do more',
      person('user', { permissions: ['account.settings', 'users.manage', 'api.access'] }),
      person('user', { id: 'other', permissions: ['api.access', 'teams.manage'] }),
      'guardian_unfit',
    ],
    [
      'somebody they do not manage',
      person('user', { permissions: ['account.settings', 'api.access'] }),
      person('user', { id: 'other', permissions: ['api.access'] }),
      'guardian_unfit',
    ],
  ])('with %s', (_what, actor, guardian, refusal) => {
    expect(tokenRefusal(actor, guardian)).toBe(refusal);
  });
});

describe('within a ceiling', () => {
  const rights = (role: Role, permissions = defaultPermissions[role]) => ({ role, permissions: [...permissions] });
  const owner = person('owner');
  const refused = expect.objectContaining({ code: 'forbidden' });

  it('is the weaker role and what is in both', () => {
    expect(within(owner, undefined)).toBe(owner);
    expect(within(owner, rights('user'))).toMatchObject({ ...rights('user'), lessened: true });
    expect(within(person('user'), rights('owner'))).toMatchObject({ ...rights('user'), lessened: false });
    const custom = rights('administrator', ['tags.manage', 'api.access']);
    const permissions: Permission[] = ['api.access', 'reports.view'];
    expect(within(person('user', { permissions }), custom)).toMatchObject({
      role: 'user',
      permissions: ['api.access'],
    });
  });

  it('gives no role and manages nobody that its own rights would not', () => {
    const administrator = within(owner, rights('administrator'));
    expect(() => requireGivable(administrator, 'administrator')).not.toThrow();
    expect(mayManage(administrator, person('owner'))).toBe(false);
    expect(() => requireGivable(within(owner, rights('user')), 'administrator')).toThrow(refused);
  });

  it('is not its person: it does not edit the owner as who they are', () => {
    expect(() => requireEdit(owner, owner)).not.toThrow();
    for (const role of ['administrator', 'user'] as const) {
      expect(() => requireEdit(within(owner, rights(role)), owner)).toThrow(refused);
    }
    expect(() => requireEdit(within(person('user'), rights('user')), person('user'))).not.toThrow();
  });

  it.each([
    ['an administrator after a user', 'administrator', 'user', true],
    ['an administrator after another', 'administrator', 'administrator', true],
    ['a user after a user: they could not look after it', 'user', 'user', false],
  ] as const)('is inherited by %s: %s after %s, %s', (_what, heir, leaver, expected) => {
    expect(mayInherit(person(heir), rights(leaver))).toBe(expected);
  });

  it('is inherited by nobody who could do less', () => {
    const limited = person('administrator', { permissions: ['account.settings', 'api.access'] });
    expect(mayInherit(limited, rights('user'))).toBe(false);
    expect(mayInherit(limited, null)).toBe(true);
  });
});
