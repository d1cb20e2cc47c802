import type { Answer } from '../../api/client.js';
import type { User } from '../../api/types.js';

/** Somebody as an answer told of them. */
export type Row = Pick<Answer<User>, 'body' | 'asked'>;

/** What an answer with many people says of each. */
export function rowsOf({ body, asked }: Pick<Answer<{ items: User[] }>, 'body' | 'asked'>): Row[] {
  return body.items.map((user) => ({ body: user, asked }));
}

export function rowWith(rows: readonly Row[], id: string): Row | undefined {
  return rows.find(({ body }) => body.id === id);
}

/** The rows with one of them brought up to date; a deleted one disappears. */
export function withUser(rows: readonly Row[], told: Row): Row[] {
  const latest = rows.map((row) => (row.body.id === told.body.id ? later(row, told) : row));
  return latest.filter(({ body }) => body.state !== 'deleted');
}

export function withoutUser(rows: readonly Row[], id: string): Row[] {
  return rows.filter(({ body }) => body.id !== id);
}

/**
 * Answers can overtake each other. Neither `updatedAt` nor the version tells which one knows more: what arrives from
 * elsewhere, such as how far a mail got, changes neither. Every change is followed by a reading that is asked for
 * after it.
 */
function later(row: Row, told: Row): Row {
  return told.asked < row.asked ? row : told;
}

/** The list read afresh, without forgetting what was asked for since. */
export function withFresh(rows: readonly Row[], fresh: readonly Row[]): Row[] {
  const known = new Map(rows.map((row) => [row.body.id, row]));
  return fresh.map((told) => later(known.get(told.body.id) ?? told, told));
}

/** The next page behind the rows; people who moved between two pages are kept once. */
export function withPage(rows: readonly Row[], page: readonly Row[]): Row[] {
  const known = new Set(rows.map(({ body }) => body.id));
  return [...rows, ...page.filter(({ body }) => !known.has(body.id))];
}

/** Somebody who was just created comes first, so that their creator sees them. */
export function withFirst(rows: readonly Row[], first: Row | undefined): Row[] {
  if (first === undefined) return [...rows];
  return [rowWith(rows, first.body.id) ?? first, ...withoutUser(rows, first.body.id)];
}

/** Whether what the plan counts may be different afterwards. */
export function movesSeats(before: User, after: User): boolean {
  return before.state !== after.state || before.role !== after.role;
}
