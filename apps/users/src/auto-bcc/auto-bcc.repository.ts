import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface SelectedAutoBcc {
  id: string;
  address: string;
  confirmed: boolean;
  /** Waits, and the link of the mail has not expired. */
  waiting: boolean;
}

export interface AskedAddress {
  id: string;
  accountId: string;
  userId: string;
  address: string;
  expiresAt: Date;
}

@Injectable()
export class AutoBccRepository {
  constructor(private readonly database: Database) {}

  async list(accountId: string, userId: string): Promise<SelectedAutoBcc[]> {
    return this.database.query<SelectedAutoBcc>(
      `SELECT id, address, confirmed_at IS NOT NULL AS confirmed,
         confirmed_at IS NULL AND expires_at > now() AS waiting
       FROM auto_bcc_addresses WHERE account_id = $1 AND user_id = $2 ORDER BY position, id`,
      [accountId, userId],
      'auto-bcc-list',
    );
  }

  /** Adds an address that waits, or lets one wait anew whose link has expired. */
  async ask({ id, accountId, userId, address, expiresAt }: AskedAddress): Promise<void> {
    await this.database.query(
      `INSERT INTO auto_bcc_addresses (id, account_id, user_id, address, position, expires_at)
       VALUES ($1, $2, $3, $4, 0, $5)
       ON CONFLICT ON CONSTRAINT uq_auto_bcc_addresses_address DO UPDATE SET expires_at = excluded.expires_at`,
      [id, accountId, userId, address, expiresAt],
    );
  }

  /** Removes every other address, and puts the rest into this order. */
  async keep(accountId: string, userId: string, addresses: readonly string[]): Promise<void> {
    await this.database.query(
      'DELETE FROM auto_bcc_addresses WHERE account_id = $1 AND user_id = $2 AND address <> ALL ($3::text[])',
      [accountId, userId, addresses],
    );
    await this.database.query(
      `UPDATE auto_bcc_addresses SET position = array_position($3::text[], address)
       WHERE account_id = $1 AND user_id = $2`,
      [accountId, userId, addresses],
    );
  }

  /** The one step that makes an address count: of any number of tries one gets it. */
  async confirm(accountId: string, userId: string, id: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ address: string }>(
      `UPDATE auto_bcc_addresses SET confirmed_at = now()
       WHERE account_id = $1 AND user_id = $2 AND id = $3 AND confirmed_at IS NULL AND expires_at > now()
       RETURNING address`,
      [accountId, userId, id],
    );
    return row?.address;
  }

  /** Confirmed addresses of people who are there. */
  async effective(accountId: string, userIds: readonly string[]): Promise<{ userId: string; addresses: string[] }[]> {
    return this.database.query<{ userId: string; addresses: string[] }>(
      `SELECT u.id AS "userId", ARRAY(SELECT b.address FROM auto_bcc_addresses b
           WHERE b.account_id = u.account_id AND b.user_id = u.id AND b.confirmed_at IS NOT NULL
           ORDER BY b.position, b.id) AS addresses
       FROM users u WHERE u.account_id = $1 AND u.id = ANY ($2::uuid[]) AND u.deleted_at IS NULL`,
      [accountId, userIds],
      'auto-bcc-effective',
    );
  }
}
