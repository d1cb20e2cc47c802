import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import { teamsCount } from '../policy/plan-conditions.js';

/** A mailbox that a transaction holds. */
export interface HeldMailbox {
  id: string;
  account_id: string;
  name: string;
  email: string;
  version: number;
}

const heldColumns = 'id, account_id, name, email, version';
const clashes = { uq_mailboxes_email: () => new AppError('mailbox_email_taken') };

/** Everybody who can use the mailbox $2 of the account $1, suspended people among them. */
export const holders = `SELECT user_id FROM mailbox_grants WHERE account_id = $1 AND mailbox_id = $2
  UNION SELECT tm.user_id FROM team_mailbox_grants g
    JOIN team_members tm ON tm.account_id = g.account_id AND tm.team_id = g.team_id
    WHERE g.account_id = $1 AND g.mailbox_id = $2 AND ${teamsCount}
  UNION SELECT id FROM users WHERE account_id = $1 AND role = 'owner' AND deleted_at IS NULL`;

/** Writing mailboxes. */
@Injectable()
export class MailboxChangesRepository {
  constructor(private readonly database: Database) {}

  /** @throws AppError `mailbox_email_taken`, decided by the constraint */
  async insert(mailbox: Omit<HeldMailbox, 'version'>): Promise<void> {
    await meaning(clashes, () =>
      this.database.query('INSERT INTO mailboxes (id, account_id, name, email) VALUES ($1, $2, $3, $4)', [
        mailbox.id,
        mailbox.account_id,
        mailbox.name,
        mailbox.email,
      ]),
    );
  }

  async grantToAdministrators(accountId: string, mailboxId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO mailbox_grants (account_id, user_id, mailbox_id)
       SELECT account_id, id, $2 FROM users
       WHERE account_id = $1 AND role = 'administrator' AND deleted_at IS NULL`,
      [accountId, mailboxId],
    );
  }

  /** Holds the mailbox until the transaction ends. @returns undefined for ids that the account does not have */
  async hold(accountId: string, mailboxId: string): Promise<HeldMailbox | undefined> {
    const [row] = await this.database.query<HeldMailbox>(
      `SELECT ${heldColumns} FROM mailboxes WHERE account_id = $1 AND id = $2 FOR UPDATE`,
      [accountId, mailboxId],
    );
    return row;
  }

  /** @throws AppError `mailbox_email_taken`, decided by the constraint */
  async update(mailbox: HeldMailbox, { name, email }: { name: string; email: string }): Promise<void> {
    await meaning(clashes, () =>
      this.database.query(
        `UPDATE mailboxes SET name = $3, email = $4, version = version + 1, updated_at = now()
         WHERE account_id = $1 AND id = $2`,
        [mailbox.account_id, mailbox.id, name, email],
      ),
    );
  }

  /** Grants of it go with it. */
  async delete(accountId: string, mailboxId: string): Promise<void> {
    await this.database.query('DELETE FROM mailboxes WHERE account_id = $1 AND id = $2', [accountId, mailboxId]);
  }

  async holderIds(accountId: string, mailboxId: string): Promise<string[]> {
    const rows = await this.database.query<{ user_id: string }>(holders, [accountId, mailboxId]);
    return rows.map((row) => row.user_id);
  }

  /** Those who get a new mailbox, by a grant or because they have all. */
  async managerIds(accountId: string): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM users WHERE account_id = $1 AND role IN ('owner', 'administrator') AND deleted_at IS NULL`,
      [accountId],
    );
    return rows.map((row) => row.id);
  }

  /** Gives the teams that a mailbox comes with their next version, in the order of their ids. */
  async nextTeamVersions(accountId: string, mailboxId: string) {
    return this.database.query<{ id: string; version: number }>(
      `WITH held AS (SELECT id FROM teams WHERE account_id = $1
           AND id IN (SELECT team_id FROM team_mailbox_grants WHERE account_id = $1 AND mailbox_id = $2)
         ORDER BY id FOR NO KEY UPDATE)
       UPDATE teams t SET version = t.version + 1, updated_at = now() FROM held
       WHERE t.account_id = $1 AND t.id = held.id RETURNING t.id, t.version`,
      [accountId, mailboxId],
    );
  }
}
