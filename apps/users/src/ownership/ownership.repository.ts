import { Injectable } from '@nestjs/common';
import type { Role, UserState } from '#contracts';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import { userStateSql } from '../users/user-columns.js';

export interface Transfer {
  from_user_id: string;
  to_user_id: string;
  requested_at: Date;
  expires_at: Date;
}

/** A person as far as a transfer needs to know them. */
export interface Party {
  id: string;
  account_id: string;
  role: Role;
  state: UserState;
  version: number;
}

const open = `SELECT from_user_id, to_user_id, requested_at, expires_at FROM ownership_transfers
  WHERE account_id = $1 AND expires_at > now()`;

@Injectable()
export class OwnershipRepository {
  constructor(private readonly database: Database) {}

  /** The offer that has neither expired nor been settled. */
  async find(accountId: string): Promise<Transfer | undefined> {
    const [row] = await this.database.query<Transfer>(open, [accountId]);
    return row;
  }

  /** As {@link find}, and holds it: whoever wants to settle it waits, and finds it gone. */
  async lock(accountId: string): Promise<Transfer | undefined> {
    const [row] = await this.database.query<Transfer>(`${open} FOR UPDATE`, [accountId]);
    return row;
  }

  /**
   * One open offer per account, settled by the primary key; an expired one is replaced.
   * @throws AppError `transfer_pending`
   */
  async open(accountId: string, from: string, to: string, days: number): Promise<Transfer> {
    const [row] = await this.database.query<Transfer>(
      `INSERT INTO ownership_transfers AS t (account_id, from_user_id, to_user_id, requested_at, expires_at)
       VALUES ($1, $2, $3, now(), now() + make_interval(days => $4))
       ON CONFLICT ON CONSTRAINT pk_ownership_transfers DO UPDATE SET from_user_id = excluded.from_user_id,
         to_user_id = excluded.to_user_id, requested_at = excluded.requested_at, expires_at = excluded.expires_at
         WHERE t.expires_at <= now()
       RETURNING from_user_id, to_user_id, requested_at, expires_at`,
      [accountId, from, to, days],
    );
    if (row === undefined) throw new AppError('transfer_pending');
    return row;
  }

  async close(accountId: string): Promise<void> {
    await this.database.query('DELETE FROM ownership_transfers WHERE account_id = $1', [accountId]);
  }

  /**
   * Closes the offer that is made to somebody, with a time only one that was made before it.
   * @returns what was closed; undefined when there was none, or it had expired
   */
  async closeTo(accountId: string, userId: string, before?: Date): Promise<Transfer | undefined> {
    const [row] = await this.database.query<Transfer & { open: boolean }>(
      `DELETE FROM ownership_transfers WHERE account_id = $1 AND to_user_id = $2
         AND ($3::timestamptz IS NULL OR requested_at <= $3)
       RETURNING from_user_id, to_user_id, requested_at, expires_at, expires_at > now() AS open`,
      [accountId, userId, before ?? null],
    );
    return row?.open === true ? row : undefined;
  }

  /** Whether the offer names somebody who was restored or got another address since: whoever is there now was not meant. */
  async outlivedPerson(accountId: string, { to_user_id: userId, requested_at: since }: Transfer): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM users WHERE account_id = $1 AND id = $2 AND restored_at >= $3
       UNION ALL SELECT FROM email_changes WHERE account_id = $1 AND user_id = $2 AND confirmed_at >= $3`,
      [accountId, userId, since],
    );
    return rows.length > 0;
  }

  /** To be held by the transaction. */
  async party(accountId: string, userId: string): Promise<Party | undefined> {
    const [row] = await this.database.query<Party>(
      `SELECT u.id, u.account_id, u.role, (${userStateSql}) AS state, u.version FROM users u
       WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`,
      [accountId, userId],
    );
    return row;
  }

  /** What was chosen for the person alone belonged to the old role. @throws AppError `conflict` for a second owner */
  async changeRole(accountId: string, userId: string, role: Role): Promise<void> {
    await meaning({ uq_users_owner: () => new AppError('conflict') }, () =>
      this.database.query(
        `UPDATE users SET role = $3, permissions = NULL, version = version + 1, updated_at = now()
         WHERE account_id = $1 AND id = $2`,
        [accountId, userId, role],
      ),
    );
  }
}
