import { restorableDays, type DeletedUser, type Role } from '#contracts';
import { initialsOf } from '../users/names.js';

interface Name {
  first_name: string;
  last_name: string;
}

/** A tombstone as the statement of the list selects it. */
export interface SelectedTombstone extends Name {
  id: string;
  email: string;
  role: Role;
  deleted_at: Date;
  deleted_by: string | null;
  deleter: string | null;
  sort_key: string;
}

export function displayNameOf({ first_name: first, last_name: last }: Name): string {
  return `${first} ${last}`.trim();
}

export function restorableUntil(deletedAt: Date): string {
  return new Date(deletedAt.getTime() + restorableDays * 86_400_000).toISOString();
}

export function toDeletedUser(row: SelectedTombstone): DeletedUser {
  const { deleted_by: by, deleter } = row;
  return {
    id: row.id,
    displayName: displayNameOf(row),
    initials: initialsOf(row.first_name, row.last_name),
    email: row.email,
    role: row.role,
    deletedAt: row.deleted_at.toISOString(),
    deletedBy: by === null || deleter === null ? null : { id: by, displayName: deleter },
    restorableUntil: restorableUntil(row.deleted_at),
  };
}
