import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Person } from './factors.repository.js';

@Injectable()
export class RecoveryCodesRepository {
  constructor(private readonly database: Database) {}

  /** A set that does not count yet, in place of any other such. */
  async add({ userId, accountId }: Person, setId: string, digests: readonly Buffer[]): Promise<void> {
    await this.database.query(
      'DELETE FROM recovery_codes WHERE user_id = $1 AND account_id = $2 AND acknowledged_at IS NULL',
      [userId, accountId],
    );
    await this.database.query(
      `INSERT INTO recovery_codes (user_id, account_id, set_id, digest)
       SELECT $1, $2, $3, digest FROM unnest($4::bytea[]) AS digest`,
      [userId, accountId, setId, digests],
    );
  }

  /** The newest set counts from now on, and ends the one before. @returns false when none waits */
  async acknowledge({ userId, accountId }: Person): Promise<boolean> {
    const [waiting] = await this.database.query(
      'SELECT FROM recovery_codes WHERE user_id = $1 AND account_id = $2 AND acknowledged_at IS NULL LIMIT 1',
      [userId, accountId],
    );
    if (waiting === undefined) return false;
    await this.database.query(
      'DELETE FROM recovery_codes WHERE user_id = $1 AND account_id = $2 AND acknowledged_at IS NOT NULL',
      [userId, accountId],
    );
    await this.database.query(
      'UPDATE recovery_codes SET acknowledged_at = now() WHERE user_id = $1 AND account_id = $2',
      [userId, accountId],
    );
    return true;
  }

  /** Of the set that counts. */
  async left({ userId, accountId }: Person): Promise<number> {
    const [row] = await this.database.query<{ left: number }>(
      `SELECT count(*)::int AS left FROM recovery_codes
       WHERE user_id = $1 AND account_id = $2 AND acknowledged_at IS NOT NULL AND spent_at IS NULL`,
      [userId, accountId],
      'recovery-codes-left',
    );
    return row?.left ?? 0;
  }

  /** The one conditional write that makes a code single-use. @returns false when it is none that counts */
  async spend({ userId, accountId }: Person, digest: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE recovery_codes SET spent_at = now() WHERE user_id = $1 AND account_id = $2 AND digest = $3
         AND acknowledged_at IS NOT NULL AND spent_at IS NULL RETURNING 1`,
      [userId, accountId, digest],
    );
    return rows.length > 0;
  }

  /** All of a person; with a time, those that were made before it. */
  async removeAll({ userId, accountId }: Person, before?: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM recovery_codes WHERE user_id = $1 AND account_id = $2
         AND ($3::timestamptz IS NULL OR created_at < $3)`,
      [userId, accountId, before ?? null],
    );
  }
}
