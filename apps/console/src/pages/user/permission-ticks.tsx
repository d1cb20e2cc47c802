import type { PermissionCatalogue, PermissionName, RoleSettings, UserPermissions } from '../../api/types.js';
import { groupsFor } from './permission-choice.js';

export interface PermissionsData {
  catalogue: PermissionCatalogue;
  theirs: UserPermissions;
  /** Only for managers. */
  roles: RoleSettings['items'];
}

interface PermissionTicksProps {
  catalogue: PermissionCatalogue;
  permissions: readonly PermissionName[];
}

export function PermissionTicks({ catalogue, permissions }: PermissionTicksProps) {
  const names = groupsFor(catalogue, 'owner')
    .flatMap(({ items }) => items)
    .filter(({ id }) => permissions.includes(id));
  if (names.length === 0) return <p className="quiet">None of the permissions that can be chosen.</p>;
  return (
    <ul className="ticks">
      {names.map(({ id, name }) => (
        <li key={id}>{name}</li>
      ))}
    </ul>
  );
}
