import type { Tx } from './handlers.js';

type Value = string | number | boolean | null | Date | readonly string[];

export interface VersionedRow {
  /** Table of the subscriber, with a unique constraint over the columns of `key`. */
  table: string;
  key: Record<string, Value>;
  /** The `sequence` of the event, or the `version` of a roster entry. */
  version: number;
  /**
   * Column that holds the version; `version` when not given. Facts that change apart, by events of their own, need a
   * column each: otherwise the newer of two facts would keep out the older of the other.
   */
  versionColumn?: string;
  set: Record<string, Value>;
}

const identifier = /^[a-z_][a-z0-9_]*(?:\.[a-z_][a-z0-9_]*)?$/;

/**
 * Inserts or changes a row unless it is of a newer or the same version: events may come late and, over several copies
 * of a service, out of order.
 * @returns whether it was written
 */
export async function applyNewer(tx: Tx, { table, key, version, versionColumn = 'version', set }: VersionedRow) {
  const row = { ...key, ...set, [versionColumn]: version };
  const columns = Object.keys(row);
  const unsafe = [table, ...columns].find((name) => !identifier.test(name));
  if (unsafe !== undefined) throw new TypeError(`${unsafe} is not a plain identifier`);
  const changed = [...Object.keys(set), versionColumn].map((column) => `${column} = excluded.${column}`);
  const { rowCount } = await tx.query(
    `INSERT INTO ${table} AS present (${columns.join(', ')})
     VALUES (${columns.map((_, index) => `$${index + 1}`).join(', ')})
     ON CONFLICT (${Object.keys(key).join(', ')}) DO UPDATE SET ${changed.join(', ')}
     WHERE present.${versionColumn} < excluded.${versionColumn}`,
    Object.values(row),
  );
  return rowCount === 1;
}
