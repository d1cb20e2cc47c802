import type { Cursors, Position } from './cursor.js';

/** Turns `limit + 1` rows into a page: the surplus row only tells that there is a next one. */
export function pageOf<Row, Item>(options: {
  rows: readonly Row[];
  limit: number;
  item: (row: Row) => Item;
  position: (row: Row) => Position;
  cursors: Cursors;
  list: unknown;
}): { items: Item[]; nextCursor: string | null } {
  const shown = options.rows.slice(0, options.limit);
  const last = shown.at(-1);
  const more = options.rows.length > options.limit && last !== undefined;
  return {
    items: shown.map((row) => options.item(row)),
    nextCursor: more ? options.cursors.write(options.position(last), options.list) : null,
  };
}
