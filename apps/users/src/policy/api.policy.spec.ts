import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, planNames, roles, type Permission, type PlanName, type Role } from '#contracts';
import { apiRefusal, tokenRefusal } from './api.policy.js';

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
