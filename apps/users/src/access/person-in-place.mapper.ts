import type { z } from 'zod';
import type { PersonInPlace, Role, UserState } from '#contracts';
import { initialsOf } from '../users/names.js';
import { userStateSql } from '../users/user-columns.js';

/** Somebody as a member of a team, or as one who can use a mailbox. */
export interface SelectedPerson {
  id: string;
  first_name: string;
  last_name: string;
  mention: string;
  role: Role;
  state: UserState;
  sort_name: string;
}

/** Columns of `users u` that make a {@link SelectedPerson}. */
export const personColumns = `u.id, u.first_name, u.last_name, u.mention, u.role, (${userStateSql}) AS state, u.sort_name`;

export function toPersonInPlace(row: SelectedPerson): z.infer<typeof PersonInPlace> {
  return {
    userId: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    initials: initialsOf(row.first_name, row.last_name),
    mention: row.mention,
    role: row.role,
    state: row.state,
  };
}

/** One of the first hundred of many, as statements with `count(*) OVER ()` select them. */
export type Counted<Row> = Row & { total: number };

/** How many there are, and the first of them. */
export function toNames<Row, Item>(rows: readonly Counted<Row>[], item: (row: Row) => Item) {
  return { total: rows[0]?.total ?? 0, items: rows.map((row) => item(row)) };
}
