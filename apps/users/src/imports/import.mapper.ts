import type { ImportRow, UserImport } from '#contracts';
import type { z } from 'zod';
import type { ImportState } from '#contracts';
import type { SelectedImport, SelectedImportRow } from './imports.repository.js';

/** The state that follows from the times. */
export function importStateOf(
  row: Pick<SelectedImport, 'cancelled_at' | 'failure_code' | 'finished_at' | 'started_at'>,
): z.infer<typeof ImportState> {
  if (row.cancelled_at !== null) return 'cancelled';
  if (row.failure_code !== null) return 'failed';
  if (row.finished_at !== null) return 'finished';
  return row.started_at === null ? 'receiving' : 'running';
}

/** Row -> what the API shows. */
export function toUserImport(row: SelectedImport): UserImport {
  return {
    id: row.id,
    state: importStateOf(row),
    dryRun: row.dry_run,
    total: row.total,
    done: row.done,
    created: row.created,
    failed: row.done - row.created,
    ignoredColumns: row.ignored_columns,
    failure: row.failure_code === null ? null : { code: row.failure_code, detail: row.failure_detail ?? '' },
    createdBy: row.created_by,
    createdAt: row.created_at.toISOString(),
    startedAt: row.started_at?.toISOString() ?? null,
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}

export function toImportRow(row: SelectedImportRow): ImportRow {
  return { number: row.number, email: row.email, outcome: row.outcome, userId: row.user_id, errors: row.errors ?? [] };
}
