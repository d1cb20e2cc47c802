import { describe, expect, it } from '@jest/globals';
import { defaultPermissions, type Permission, type Role } from '#contracts';
import { requireEnding } from './ending.policy.js';

function actor(role: Role, permissions: readonly Permission[] = defaultPermissions[role]) {
  return { id: `the ${role}`, role, permissions, roleDefaults: {}, plan: 'plus' as const };
}
const target = (role: Role) => ({ id: 'somebody', role });

function verdict(end: () => void): string {
  try {
    end();
    return 'allowed';
  } catch (error) {
    return Object(error).code;
  }
}

describe('who may end whom', () => {
  it.each([
    ['owner', 'administrator', 'allowed'],
    ['administrator', 'administrator', 'allowed'],
    ['administrator', 'light_user', 'allowed'],
    ['administrator', 'owner', 'last_owner'],
    ['user', 'owner', 'forbidden'],
    ['user', 'light_user', 'forbidden'],
    ['light_user', 'user', 'forbidden'],
  ] as const)('%s, %s: %s', (by, of, expected) => {
    expect(verdict(() => requireEnding(actor(by), target(of)))).toBe(expected);
  });

  it('lets somebody with the permission alone', () => {
    expect(verdict(() => requireEnding(actor('user', ['users.manage']), target('user')))).toBe('allowed');
  });

  it.each([
    ['administrator', 'forbidden'],
    ['owner', 'last_owner'],
  ] as const)('never lets the %s end themselves', (role, expected) => {
    expect(verdict(() => requireEnding(actor(role), actor(role)))).toBe(expected);
  });
});
