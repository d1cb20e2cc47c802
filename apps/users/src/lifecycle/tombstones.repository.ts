import { Injectable } from '@nestjs/common';
import { restorableDays } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { ownColumns } from '../users/user-columns.js';
import type { SelectedTombstone } from './lifecycle.mapper.js';

/** A deleted user, held until the transaction ends. */
export interface Tombstone extends SelectedUser {
  erased: boolean;
  restorable: boolean;
}

export interface Due {
  id: string;
  account_id: string;
}

const restorable = `u.deleted_at > now() - interval '${restorableDays} days'`;
const listed = 'u.account_id = $1 AND u.deleted_at IS NOT NULL AND u.erased_at IS NULL';
/** Audit entries cleared by one statement, so that it stays within its time. */
const auditBatch = 2_000;

/** Deleted users. */
@Injectable()
export class TombstonesRepository {
  constructor(private readonly database: Database) {}

  /** @returns undefined for who is not deleted, or not of the account */
  async lock(accountId: string, userId: string): Promise<Tombstone | undefined> {
    const [row] = await this.database.query<Tombstone>(
      `SELECT ${ownColumns}, '{}'::uuid[] AS team_ids, '{}'::uuid[] AS mailbox_ids, u.erased_at IS NOT NULL AS erased,
         ${restorable} AS restorable
       FROM users u WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NOT NULL FOR NO KEY UPDATE`,
      [accountId, userId],
      'tombstone-lock',
    );
    return row;
  }

  /** Not erased ones, newest first, after the position. */
  async list(accountId: string, page: { limit: number; after: Position | undefined }): Promise<SelectedTombstone[]> {
    return this.database.query<SelectedTombstone>(
      `SELECT u.id, u.first_name, u.last_name, u.email, u.role, u.deleted_at, u.deleted_by,
         trim(d.first_name || ' ' || d.last_name) AS deleter, u.deleted_at::text AS sort_key
       FROM users u LEFT JOIN users d ON d.account_id = u.account_id AND d.id = u.deleted_by
       WHERE ${listed} AND ($2::timestamptz IS NULL OR (u.deleted_at, u.id) < ($2, $3::uuid))
       ORDER BY u.deleted_at DESC, u.id DESC LIMIT $4`,
      [accountId, page.after?.key ?? null, page.after?.id ?? null, page.limit],
      'tombstones-list',
    );
  }

  async count(accountId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM users u WHERE ${listed}`,
      [accountId],
    );
    return row?.total ?? 0;
  }

  /**
   * Gives the person the first handle that is free.
   * @throws AppError `mention_taken` when others were faster every time
   */
  async takeMention(accountId: string, userId: string, candidates: readonly string[]): Promise<string> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const [row] = await this.database.query<{ handle: string }>(
        `INSERT INTO mentions (account_id, handle, holder_id)
         SELECT $1::uuid, c.handle, $2::uuid FROM unnest($3::text[]) WITH ORDINALITY AS c (handle, position)
         WHERE NOT EXISTS (SELECT FROM mentions m WHERE m.account_id = $1 AND m.handle = c.handle)
         ORDER BY c.position LIMIT 1 ON CONFLICT DO NOTHING RETURNING handle`,
        [accountId, userId, candidates],
      );
      if (row !== undefined) return row.handle;
    }
    throw new AppError('mention_taken');
  }

  /** Whose time to be restored is over, of every account. */
  async dueForErasure(limit: number): Promise<Due[]> {
    return this.database.query<Due>(
      `SELECT u.id, u.account_id FROM users u
       WHERE u.deleted_at IS NOT NULL AND u.erased_at IS NULL AND NOT (${restorable}) ORDER BY u.deleted_at LIMIT $1`,
      [limit],
    );
  }

  /**
   * What is personal about somebody in the log: of what was done to them the values, of what they did where they did
   * it from. What they changed of others, and where others did it from, is about others and stays.
   */
  async clearAudit(accountId: string, userId: string): Promise<void> {
    await this.clear([accountId, userId], {
      change: 'personal_change = NULL',
      where: 'e.target_id = $2 AND e.personal_change IS NOT NULL',
    });
    // Nobody was signed in where no actor stands, and the person is who it was about.
    for (const whose of ['e.actor_id = $2', 'e.target_id = $2 AND e.actor_id IS NULL']) {
      await this.clear([accountId, userId], {
        change: 'ip = NULL, user_agent = NULL',
        where: `${whose} AND (e.ip IS NOT NULL OR e.user_agent IS NOT NULL)`,
      });
    }
  }

  private async clear(values: string[], { change, where }: { change: string; where: string }): Promise<void> {
    for (let cleared = auditBatch; cleared === auditBatch;) {
      const rows = await this.database.query(
        `UPDATE audit_entries SET ${change} WHERE id IN (
           SELECT e.id FROM audit_entries e WHERE e.account_id = $1 AND ${where} LIMIT ${auditBatch})
         RETURNING 1`,
        values,
      );
      cleared = rows.length;
    }
  }

  /**
   * What imports remember of rows with an address that the person ever had, and where the person asked for imports from.
   * Must run while their entries in the audit log still tell the earlier ones.
   */
  async forgetImports(accountId: string, { id, email }: { id: string; email: string }): Promise<void> {
    await this.database.query(
      `UPDATE user_import_rows SET email = NULL, data = NULL, errors = NULL
       WHERE account_id = $1 AND (user_id = $2 OR user_id IS NULL AND email IN (
         SELECT $3 UNION ALL SELECT r.email FROM user_import_rows r WHERE r.account_id = $1 AND r.user_id = $2
         UNION ALL SELECT v.value #>> '{}' FROM audit_entries e,
           jsonb_path_query(e.personal_change, 'strict $.** ? (@.type() == "string")') AS v (value)
           WHERE e.account_id = $1 AND e.target_id = $2 AND e.personal_change IS NOT NULL))`,
      [accountId, id, email],
    );
    await this.database.query(
      'UPDATE user_imports SET ip = NULL, user_agent = NULL WHERE account_id = $1 AND created_by = $2',
      [accountId, id],
    );
  }

  /** Answers that were stored for repeats: to the person, and those that name them. */
  async forgetAnswers(accountId: string, userId: string): Promise<void> {
    await this.database.query(
      `DELETE FROM idempotency_keys
       WHERE account_id = $1 AND (caller_id = $2::uuid OR strpos(response::text, $2::text) > 0)`,
      [accountId, userId],
    );
  }
}
