import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { StoredPassword } from '../identities/identities.repository.js';

/** Seconds for which a mail is taken to be under way. */
const underWaySeconds = 10;

/** Passwords and reset links of people, as far as setting a new one needs them. */
@Injectable()
export class RecoveryRepository {
  constructor(private readonly database: Database) {}

  /**
   * The version of the next reset link. Holds the person, so that links are made one after another and none is made
   * for somebody who has just been suspended; and whether the mail of the one before is under way. Undefined when they are
   * not there or suspended.
   */
  async nextReset(userId: string): Promise<{ version: number; under_way: boolean } | undefined> {
    const held = await this.database.query(
      `SELECT FROM identities WHERE user_id = $1 AND suspended_at IS NULL AND deleted_at IS NULL FOR NO KEY UPDATE`,
      [userId],
    );
    if (held.length === 0) return undefined;
    const [row] = await this.database.query<{ version: number; under_way: boolean }>(
      `SELECT coalesce(max(version), 0) + 1 AS version,
         coalesce(bool_or(spent_at IS NULL AND replaced_at IS NULL
           AND created_at > now() - interval '${underWaySeconds} seconds'), false) AS under_way
       FROM links WHERE user_id = $1 AND purpose = 'password_reset'`,
      [userId],
    );
    return row;
  }

  /** Which password somebody has, by the time it was set; null when none. */
  async passwordSet(userId: string): Promise<string | null> {
    const [row] = await this.database.query<{ password_set: string | null }>(
      'SELECT extract(epoch FROM password_set_at)::text AS password_set FROM credentials WHERE user_id = $1',
      [userId],
    );
    return row?.password_set ?? null;
  }

  /** When they last came in by less than what they knew and had; null: never. */
  async lastRecovery(userId: string): Promise<Date | null> {
    const [row] = await this.database.query<{ recovered_at: Date | null }>(
      'SELECT recovered_at FROM credentials WHERE user_id = $1',
      [userId],
    );
    return row?.recovered_at ?? null;
  }

  /**
   * Replaces a password, if it is still the one that was shown: who proves an old one slowly must not undo a reset.
   * @returns the version of the credential after it
   */
  async replacePassword(
    userId: string,
    passwordSet: string,
    { hash, needsFactor }: StoredPassword,
  ): Promise<number | undefined> {
    const [row] = await this.database.query<{ version: string }>(
      `UPDATE credentials SET password_hash = $3, password_set_at = clock_timestamp(), needs_factor = $4,
         version = version + 1
       WHERE user_id = $1 AND extract(epoch FROM password_set_at)::text = $2 RETURNING version`,
      [userId, passwordSet, hash, needsFactor],
    );
    return row === undefined ? undefined : Number(row.version);
  }
}
