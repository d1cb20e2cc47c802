import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, plans, type Permission, type PlanName, type Role } from '#contracts';
import { sightOf } from './sight.js';

interface Circumstances {
  plan?: PlanName;
  permissions?: Permission[];
}

function sight(role: Role, { plan = 'plus', permissions = [...defaultPermissions[role]] }: Circumstances = {}) {
  const mailboxes = [{ mailboxId: 'help', sources: ['direct'] }];
  return sightOf({ role, permissions, plan: { name: plan, features: [...plans[plan].features] }, mailboxes });
}

describe('what is told to whom', () => {
  it.each(['owner', 'administrator'] as const)('everything to the %s', (role) => {
    expect(sight(role)).toEqual({ everybody: true, teams: true, mailboxes: 'all' });
  });

  it.each(['user', 'light_user'] as const)('themselves, teams and their own mailboxes to a %s', (role) => {
    expect(sight(role)).toEqual({ everybody: false, teams: true, mailboxes: new Set(['help']) });
  });

  it('all mailboxes to who manages them alone', () => {
    const permissions: Permission[] = ['mailboxes.manage'];
    expect(sight('user', { permissions })).toMatchObject({ everybody: false, mailboxes: 'all' });
  });

  it('no teams where the plan has none', () => {
    expect(sight('owner', { plan: 'free' }).teams).toBe(false);
  });
});
