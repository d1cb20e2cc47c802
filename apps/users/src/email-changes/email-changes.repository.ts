import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface NewEmailChange {
  id: string;
  accountId: string;
  userId: string;
  oldEmail: string;
  newEmail: string;
  requestedBy: string;
  expiresAt: Date;
}

export interface SelectedEmailChange {
  id: string;
  old_email: string;
  new_email: string;
  requested_by: string;
  requested_at: Date;
  expires_at: Date;
}

const columns = 'id, old_email, new_email, requested_by, requested_at, expires_at';
const isOpen = 'confirmed_at IS NULL AND cancelled_at IS NULL';

@Injectable()
export class EmailChangesRepository {
  constructor(private readonly database: Database) {}

  /** Whether somebody, of whatever account, signs in with the address. Cannot run inside a transaction of an account. */
  async isTaken(email: string): Promise<boolean> {
    return this.database.transaction({ system: 'is an address in use' }, async () => {
      const rows = await this.database.query('SELECT FROM users WHERE email = $1 AND deleted_at IS NULL', [email]);
      return rows.length > 0;
    });
  }

  /** The open change that has not expired. */
  async findOpen(accountId: string, userId: string): Promise<SelectedEmailChange | undefined> {
    const [row] = await this.database.query<SelectedEmailChange>(
      `SELECT ${columns} FROM email_changes
       WHERE account_id = $1 AND user_id = $2 AND ${isOpen} AND expires_at > now()`,
      [accountId, userId],
    );
    return row;
  }

  /** Whoever calls holds the row of the user, so that there is one open change. */
  async insert(change: NewEmailChange): Promise<SelectedEmailChange> {
    const { id, accountId, userId, oldEmail, newEmail, requestedBy, expiresAt } = change;
    const [row] = await this.database.query<SelectedEmailChange>(
      `INSERT INTO email_changes (id, account_id, user_id, old_email, new_email, requested_by, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING ${columns}`,
      [id, accountId, userId, oldEmail, newEmail, requestedBy, expiresAt],
    );
    if (row === undefined) throw new Error('The change of an address was not written');
    return row;
  }

  /** @returns what was open, expired or not */
  async cancelOpen(accountId: string, userId: string): Promise<SelectedEmailChange | undefined> {
    const [row] = await this.database.query<SelectedEmailChange>(
      `UPDATE email_changes SET cancelled_at = now()
       WHERE account_id = $1 AND user_id = $2 AND ${isOpen} RETURNING ${columns}`,
      [accountId, userId],
    );
    return row;
  }

  /** The one step that makes a change count: of any number of tries one gets the row. */
  async confirm(accountId: string, userId: string, changeId: string): Promise<SelectedEmailChange | undefined> {
    const [row] = await this.database.query<SelectedEmailChange>(
      `UPDATE email_changes SET confirmed_at = now()
       WHERE account_id = $1 AND user_id = $2 AND id = $3 AND ${isOpen} AND expires_at > now() RETURNING ${columns}`,
      [accountId, userId, changeId],
    );
    return row;
  }
}
