import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Due } from './tombstones.repository.js';

const due = 'suspended_until <= now() AND suspended_at IS NOT NULL AND deleted_at IS NULL';

/** Suspensions that end by themselves. */
@Injectable()
export class SuspensionsRepository {
  constructor(private readonly database: Database) {}

  /** Of every account, longest overdue first. */
  async due(limit: number): Promise<Due[]> {
    return this.database.query<Due>(`SELECT id, account_id FROM users WHERE ${due} ORDER BY suspended_until LIMIT $1`, [
      limit,
    ]);
  }

  /** Holds the row when the suspension is still due. @returns false when somebody else has it, or has ended it */
  async claim({ id, account_id: accountId }: Due): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM users WHERE account_id = $1 AND id = $2 AND ${due} FOR NO KEY UPDATE SKIP LOCKED`,
      [accountId, id],
    );
    return rows.length > 0;
  }
}
