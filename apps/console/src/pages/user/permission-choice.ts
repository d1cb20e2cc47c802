import type { PermissionCatalogue, PermissionName, Role } from '../../api/types.js';

type Item = PermissionCatalogue['items'][number];

export interface PermissionGroup {
  name: string;
  items: Item[];
}

/** What goes with a role, under the headings of the catalogue; headings without anything are left out. */
export function groupsFor({ groups, items }: PermissionCatalogue, role: Role): PermissionGroup[] {
  const fitting = items.filter(({ givableTo }) => role === 'owner' || givableTo.includes(role));
  return groups
    .map(({ id, name }) => ({ name, items: fitting.filter(({ group }) => group === id) }))
    .filter((group) => group.items.length > 0);
}

/** Nobody gives what they lack; what somebody has may stay and go. */
export function mayChoose(
  permission: PermissionName,
  { own, had }: { own: readonly PermissionName[]; had: readonly PermissionName[] },
): boolean {
  return own.includes(permission) || had.includes(permission);
}
