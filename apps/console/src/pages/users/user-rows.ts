import type { User } from '../../api/types.js';

/** The rows with one of them brought up to date; a deleted one disappears. */
export function withUser(rows: readonly User[], user: User): User[] {
  if (user.state === 'deleted') return withoutUser(rows, user.id);
  return rows.map((row) => (row.id === user.id ? newer(row, user) : row));
}

export function withoutUser(rows: readonly User[], id: string): User[] {
  return rows.filter((row) => row.id !== id);
}

// Answers can overtake each other.
function newer(row: User, user: User): User {
  return user.updatedAt < row.updatedAt ? row : user;
}

/** The next page behind the rows; people who moved between two pages are kept once. */
export function withPage(rows: readonly User[], page: readonly User[]): User[] {
  const known = new Set(rows.map(({ id }) => id));
  return [...rows, ...page.filter(({ id }) => !known.has(id))];
}

/** Somebody who was just created comes first, so that their creator sees them. */
export function withFirst(rows: readonly User[], first: User | undefined): User[] {
  if (first === undefined) return [...rows];
  const listed = rows.find(({ id }) => id === first.id);
  return [listed ?? first, ...withoutUser(rows, first.id)];
}
