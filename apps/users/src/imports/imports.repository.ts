import { Injectable } from '@nestjs/common';
import type { ImportOutcome, Rights } from '#contracts';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import type { Position } from '../lists/cursor.js';

/** An import as the statements below select it. */
export interface SelectedImport {
  id: string;
  account_id: string;
  created_by: string;
  session_id: string;
  ceiling: Rights | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  dry_run: boolean;
  format: 'csv' | 'json';
  sha256: string | null;
  total: number | null;
  done: number;
  created: number;
  ignored_columns: string[];
  failure_code: string | null;
  failure_detail: string | null;
  created_at: Date;
  started_at: Date | null;
  cancelled_at: Date | null;
  finished_at: Date | null;
  position: string;
}

export interface SelectedImportRow {
  number: number;
  email: string | null;
  outcome: ImportOutcome | null;
  user_id: string | null;
  errors: { path: string; code: string; message: string }[] | null;
}

const columns = `i.id, i.account_id, i.created_by, i.session_id, i.ceiling, i.ip, i.user_agent, i.request_id, i.dry_run, i.format,
  i.sha256, i.total, i.done, i.created, i.ignored_columns, i.failure_code, i.failure_detail, i.created_at, i.started_at,
  i.cancelled_at, i.finished_at, i.created_at::text AS position`;

/** Who received no piece for so long has gone away. */
const abandonedAfter = "interval '2 minutes'";

/** Imports and their files, as their makers see them. */
@Injectable()
export class ImportsRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `import_running`, decided by the index */
  async begin(row: {
    id: string;
    accountId: string;
    createdBy: string;
    sessionId: string;
    ceiling: Rights | undefined;
    origin: { ip: string; userAgent: string } | undefined;
    requestId: string | undefined;
    dryRun: boolean;
    format: string;
  }): Promise<SelectedImport> {
    await this.database.query(
      `UPDATE user_imports SET finished_at = now(), failure_code = 'abandoned', failure_detail = 'The file never came'
       WHERE account_id = $1 AND finished_at IS NULL AND started_at IS NULL AND received_at < now() - ${abandonedAfter}`,
      [row.accountId],
    );
    const [begun] = await meaning({ uq_user_imports_running: () => new AppError('import_running') }, () =>
      this.database.query<SelectedImport>(
        `INSERT INTO user_imports AS i (id, account_id, created_by, session_id, ip, user_agent, request_id, dry_run, format,
           ceiling)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING ${columns}`,
        [
          row.id,
          row.accountId,
          row.createdBy,
          row.sessionId,
          row.origin?.ip ?? null,
          row.origin?.userAgent ?? null,
          row.requestId ?? null,
          row.dryRun,
          row.format,
          row.ceiling === undefined ? null : JSON.stringify(row.ceiling),
        ],
      ),
    );
    if (begun === undefined) throw new AppError('internal');
    return begun;
  }

  async find(accountId: string, importId: string): Promise<SelectedImport | undefined> {
    const [row] = await this.database.query<SelectedImport>(
      `SELECT ${columns} FROM user_imports i WHERE i.account_id = $1 AND i.id = $2`,
      [accountId, importId],
    );
    return row;
  }

  /** As {@link find}, and holds it until the transaction ends. */
  async lock(accountId: string, importId: string): Promise<SelectedImport | undefined> {
    const [row] = await this.database.query<SelectedImport>(
      `SELECT ${columns} FROM user_imports i WHERE i.account_id = $1 AND i.id = $2 FOR NO KEY UPDATE`,
      [accountId, importId],
    );
    return row;
  }

  async list(accountId: string, page: { limit: number; after: Position | undefined }): Promise<SelectedImport[]> {
    return this.database.query<SelectedImport>(
      `SELECT ${columns} FROM user_imports i WHERE i.account_id = $1
         AND ($2::timestamptz IS NULL OR (i.created_at, i.id) < ($2, $3::uuid))
       ORDER BY i.created_at DESC, i.id DESC LIMIT $4`,
      [accountId, page.after?.key ?? null, page.after?.id ?? null, page.limit],
    );
  }

  async addPiece(accountId: string, importId: string, piece: { position: number; content: Buffer }): Promise<void> {
    await this.database.query(
      `INSERT INTO user_import_pieces (account_id, import_id, position, content) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT pk_user_import_pieces DO UPDATE SET content = excluded.content`,
      [accountId, importId, piece.position, piece.content],
    );
    await this.database.query('UPDATE user_imports SET received_at = now() WHERE account_id = $1 AND id = $2', [
      accountId,
      importId,
    ]);
  }

  /** Removes what an earlier attempt left behind the last piece. @returns pieces and bytes that there are */
  async trimPieces(accountId: string, importId: string, pieces: number): Promise<{ pieces: number; bytes: number }> {
    await this.database.query(
      'DELETE FROM user_import_pieces WHERE account_id = $1 AND import_id = $2 AND position >= $3',
      [accountId, importId, pieces],
    );
    const [row] = await this.database.query<{ pieces: number; bytes: number }>(
      `SELECT count(*)::int AS pieces, coalesce(sum(length(content)), 0)::int AS bytes FROM user_import_pieces
       WHERE account_id = $1 AND import_id = $2`,
      [accountId, importId],
    );
    return row ?? { pieces: 0, bytes: 0 };
  }

  /** @returns what is stored now */
  async start(accountId: string, importId: string, sha256: string): Promise<SelectedImport> {
    const [row] = await this.database.query<SelectedImport>(
      `UPDATE user_imports i SET started_at = now(), sha256 = $3 WHERE account_id = $1 AND id = $2 RETURNING ${columns}`,
      [accountId, importId, sha256],
    );
    if (row === undefined) throw new Error('The import is gone');
    return row;
  }

  /** @returns what is stored now */
  async cancel(accountId: string, importId: string): Promise<SelectedImport> {
    const [row] = await this.database.query<SelectedImport>(
      `UPDATE user_imports i SET cancelled_at = now(), finished_at = now() WHERE account_id = $1 AND id = $2
       RETURNING ${columns}`,
      [accountId, importId],
    );
    if (row === undefined) throw new Error('The import is gone');
    await this.forgetData(accountId, importId);
    return row;
  }

  /** @returns how far it came; undefined when it was over already */
  async fail(
    accountId: string,
    importId: string,
    failure: { code: string; detail: string },
  ): Promise<{ done: number; total: number | null; created: number } | undefined> {
    const [row] = await this.database.query<{ done: number; total: number | null; created: number }>(
      `UPDATE user_imports SET finished_at = now(), failure_code = $3, failure_detail = $4
       WHERE account_id = $1 AND id = $2 AND finished_at IS NULL RETURNING done, total, created`,
      [accountId, importId, failure.code, failure.detail],
    );
    await this.forgetData(accountId, importId);
    return row;
  }

  async rows(
    accountId: string,
    importId: string,
    page: { limit: number; after: number; outcome: ImportOutcome | undefined },
  ): Promise<SelectedImportRow[]> {
    return this.database.query<SelectedImportRow>(
      `SELECT r.number, r.email, r.outcome, r.user_id, r.errors FROM user_import_rows r
       WHERE r.account_id = $1 AND r.import_id = $2 AND r.number > $3 AND ($4::text IS NULL OR r.outcome = $4)
       ORDER BY r.number LIMIT $5`,
      [accountId, importId, page.after, page.outcome ?? null, page.limit],
    );
  }

  /** Pieces of the file, and the rows' own data of what is not going to be worked on. */
  private async forgetData(accountId: string, importId: string): Promise<void> {
    await this.database.query('DELETE FROM user_import_pieces WHERE account_id = $1 AND import_id = $2', [
      accountId,
      importId,
    ]);
  }
}
