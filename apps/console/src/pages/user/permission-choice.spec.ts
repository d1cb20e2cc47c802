import { describe, expect, it } from '@jest/globals';
import { givablePermissions, permissionCatalogue, permissionGroups, permissions } from '#contracts';
import type { PermissionCatalogue } from '../../api/types.js';
import { groupsFor, mayChoose } from './permission-choice.js';

const catalogue: PermissionCatalogue = {
  groups: Object.entries(permissionGroups).map(([id, name]) => ({ id, name })),
  items: permissions.map((id) => ({
    id,
    ...permissionCatalogue[id],
    givableTo: (['administrator', 'user', 'light_user'] as const).filter((role) =>
      givablePermissions[role].includes(id),
    ),
  })),
};

describe('groupsFor', () => {
  it('shows a role what goes with it, and no empty headings', () => {
    const groups = groupsFor(catalogue, 'light_user');
    expect(groups.flatMap(({ items }) => items.map(({ id }) => id)).toSorted()).toEqual(
      [...givablePermissions.light_user].toSorted(),
    );
    expect(groups.map(({ name }) => name)).toEqual(['Reports', 'Messages']);
  });

  it('shows the owner everything', () => {
    expect(groupsFor(catalogue, 'owner').flatMap(({ items }) => items)).toHaveLength(permissions.length);
  });
});

describe('mayChoose', () => {
  it('is what one has oneself, or what the other has already', () => {
    const sides = { own: ['reports.view' as const], had: ['docs.edit' as const] };
    expect(mayChoose('reports.view', sides)).toBe(true);
    expect(mayChoose('docs.edit', sides)).toBe(true);
    expect(mayChoose('apps.manage', sides)).toBe(false);
  });
});
