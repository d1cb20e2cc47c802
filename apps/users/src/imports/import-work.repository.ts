import { Injectable } from '@nestjs/common';
import type { ImportOutcome } from '#contracts';
import type { InputFault } from '#errors';
import { Database } from '#postgres';
import type { ImportedRow } from './import-file.js';

/** What became of a row. */
export interface RowResult {
  number: number;
  outcome: ImportOutcome;
  userId?: string;
  errors?: readonly InputFault[];
}

export interface OpenRow {
  number: number;
  data: ImportedRow;
}

/** A row as it is stored when the file was read. */
export interface ReadRow {
  number: number;
  email: string | null;
  data: ImportedRow | null;
  outcome: ImportOutcome | null;
  errors: readonly InputFault[] | null;
}

export interface Progress {
  done: number;
  total: number;
}

/** Imports as their worker sees them: which are to be worked on, their files, their rows. */
@Injectable()
export class ImportWorkRepository {
  constructor(private readonly database: Database) {}

  /** Over all accounts, oldest first. */
  async unfinished(): Promise<{ id: string; account_id: string }[]> {
    return this.database.transaction({ system: 'find imports to work on' }, () =>
      this.database.query(
        `SELECT id, account_id FROM user_imports WHERE finished_at IS NULL AND started_at IS NOT NULL
         ORDER BY started_at LIMIT 20`,
        [],
        'imports-unfinished',
      ),
    );
  }

  /**
   * An import whose file nobody has read or is reading. Reading takes long, so its row stays free: whoever cancels it
   * must not wait.
   */
  async claimUnread(accountId: string, importId: string): Promise<{ format: 'csv' | 'json' } | undefined> {
    const [claim] = await this.database.query<{ claimed: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS claimed',
      [`read import:${importId}`],
    );
    if (claim?.claimed !== true) return undefined;
    // In a statement of its own: it has to see what the last reader committed.
    const [row] = await this.database.query<{ format: 'csv' | 'json' }>(
      `SELECT format FROM user_imports WHERE account_id = $1 AND id = $2 AND total IS NULL AND finished_at IS NULL`,
      [accountId, importId],
    );
    return row;
  }

  async pieces(accountId: string, importId: string): Promise<Buffer[]> {
    const rows = await this.database.query<{ content: Buffer }>(
      'SELECT content FROM user_import_pieces WHERE account_id = $1 AND import_id = $2 ORDER BY position',
      [accountId, importId],
    );
    return rows.map((row) => row.content);
  }

  async addRows(accountId: string, importId: string, rows: readonly ReadRow[]): Promise<void> {
    await this.database.query(
      `INSERT INTO user_import_rows (account_id, import_id, number, email, data, outcome, errors)
       SELECT $1::uuid, $2::uuid, r.number, r.email, r.data, r.outcome, r.errors
       FROM jsonb_to_recordset($3::jsonb)
         AS r (number integer, email text, data jsonb, outcome text, errors jsonb)`,
      [accountId, importId, JSON.stringify(rows)],
    );
  }

  /** The file was read: its rows stand for it from now on. @returns false when the import has ended meanwhile */
  async markRead(
    accountId: string,
    importId: string,
    read: { total: number; done: number; ignoredColumns: readonly string[] },
  ): Promise<boolean> {
    const marked = await this.database.query(
      `UPDATE user_imports SET total = $3, done = $4, ignored_columns = $5
       WHERE account_id = $1 AND id = $2 AND finished_at IS NULL RETURNING 1`,
      [accountId, importId, read.total, read.done, read.ignoredColumns],
    );
    await this.database.query('DELETE FROM user_import_pieces WHERE account_id = $1 AND import_id = $2', [
      accountId,
      importId,
    ]);
    if (marked.length > 0) return true;
    await this.database.query('DELETE FROM user_import_rows WHERE account_id = $1 AND import_id = $2', [
      accountId,
      importId,
    ]);
    return false;
  }

  /** Rows that wait, for this transaction alone; other copies take others. */
  async takeRows(accountId: string, importId: string, limit: number): Promise<OpenRow[]> {
    return this.database.query<OpenRow>(
      `SELECT r.number, r.data FROM user_import_rows r
       WHERE r.account_id = $1 AND r.import_id = $2 AND r.outcome IS NULL
       ORDER BY r.number LIMIT $3 FOR UPDATE SKIP LOCKED`,
      [accountId, importId, limit],
      'import-rows-take',
    );
  }

  /** Writes what became of rows, and how far the import is. What the rows held is not kept beside the users. */
  async settle(accountId: string, importId: string, results: readonly RowResult[]): Promise<Progress> {
    await this.database.query(
      `UPDATE user_import_rows r SET outcome = s.outcome, user_id = s."userId", errors = s.errors, data = NULL
       FROM jsonb_to_recordset($3::jsonb) AS s (number integer, outcome text, "userId" uuid, errors jsonb)
       WHERE r.account_id = $1 AND r.import_id = $2 AND r.number = s.number AND r.number = ANY ($4::integer[])`,
      // The numbers once more: without them a table that was just filled is read whole for every batch.
      [accountId, importId, JSON.stringify(results), results.map(({ number }) => number)],
    );
    const created = results.filter(({ outcome }) => outcome === 'created' || outcome === 'would_create').length;
    const [row] = await this.database.query<Progress>(
      `UPDATE user_imports SET done = done + $3, created = created + $4 WHERE account_id = $1 AND id = $2
       RETURNING done, total`,
      [accountId, importId, results.length, created],
    );
    return row ?? { done: 0, total: 0 };
  }

  /** Ends an import without rows that wait, once. */
  async finish(accountId: string, importId: string): Promise<{ total: number; created: number } | undefined> {
    const [row] = await this.database.query<{ total: number; created: number }>(
      `UPDATE user_imports i SET finished_at = now()
       WHERE i.account_id = $1 AND i.id = $2 AND i.finished_at IS NULL AND i.total IS NOT NULL
         AND NOT EXISTS (SELECT FROM user_import_rows r WHERE r.import_id = i.id AND r.outcome IS NULL)
       RETURNING i.total, i.created`,
      [accountId, importId],
    );
    return row;
  }

  /** Forgets imports of more than 30 days ago, and what the rows of stopped ones held. */
  async purge(): Promise<void> {
    await this.database.transaction({ system: 'purge imports' }, async () => {
      await this.database.query(
        `UPDATE user_import_rows SET data = NULL WHERE (import_id, number) IN (
           SELECT r.import_id, r.number FROM user_import_rows r JOIN user_imports i ON i.id = r.import_id
           WHERE r.outcome IS NULL AND r.data IS NOT NULL AND i.finished_at < now() - interval '1 hour' LIMIT 10000)`,
      );
      await this.database.query(
        `DELETE FROM user_import_rows WHERE (import_id, number) IN (
           SELECT r.import_id, r.number FROM user_import_rows r JOIN user_imports i ON i.id = r.import_id
           WHERE i.created_at < now() - interval '30 days' LIMIT 10000)`,
      );
      await this.database.query(
        `DELETE FROM user_imports i WHERE i.created_at < now() - interval '30 days'
           AND NOT EXISTS (SELECT FROM user_import_rows r WHERE r.import_id = i.id)`,
      );
    });
  }
}
