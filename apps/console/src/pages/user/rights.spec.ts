import { describe, expect, it } from '@jest/globals';
import type { Role } from '../../api/types.js';
import { type Rights, rightsOn } from './rights.js';

const managing = { permissions: ['users.manage' as const] };
const me = (role: Role) => ({ id: 'me', role });

function granted(rights: Rights): string[] {
  return Object.entries(rights).flatMap(([name, given]) => (given && name !== 'self' ? [name] : []));
}

const all = ['edit', 'places', 'role', 'permissions', 'remove'];

describe('rightsOn', () => {
  it.each([
    ['owner', 'administrator', all],
    ['owner', 'light_user', all],
    ['administrator', 'owner', []],
    ['administrator', 'administrator', ['edit', 'places', 'role', 'remove']],
    ['administrator', 'user', all],
    ['user', 'administrator', []],
    ['user', 'user', ['edit', 'places', 'role', 'remove']],
  ] as const)('offers a managing %s what they may do to a %s', (role, target, expected) => {
    expect(granted(rightsOn({ id: 'other', role: target }, { me: me(role), access: managing }))).toEqual(expected);
  });

  it('offers nothing on others without the permission', () => {
    const reader = { me: me('administrator'), access: { permissions: [] } };
    expect(granted(rightsOn({ id: 'other', role: 'user' }, reader))).toEqual([]);
  });

  it('offers the own profile, and the owner their own places', () => {
    const own = (role: Role) => granted(rightsOn({ id: 'me', role }, { me: me(role), access: managing }));
    expect([own('administrator'), own('user'), own('owner')]).toEqual([['edit'], ['edit'], ['edit', 'places']]);
  });
});
