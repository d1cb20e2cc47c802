import { Injectable } from '@nestjs/common';
import type { Person } from '#contracts';
import { Database } from '#postgres';
import { userStateSql } from '../users/user-columns.js';

const columns = `u.id, u.account_id AS "accountId", a.name AS "accountName", u.email, u.first_name AS "firstName",
  u.last_name AS "lastName", u.role, (${userStateSql}) AS state, u.timezone, u.time_format AS "timeFormat", u.locale,
  u.version`;

/** People over all accounts, for services that hold ids only. */
@Injectable()
export class PeopleRepository {
  constructor(private readonly database: Database) {}

  async byIds(userIds: readonly string[]): Promise<Person[]> {
    return this.database.together({ system: 'names and addresses for services' }, () =>
      this.database.query<Person>(
        `SELECT ${columns} FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.id = ANY ($1::uuid[])`,
        [userIds],
        'people-by-ids',
      ),
    );
  }

  /** When somebody was last restored after a deletion; null for never. In the transaction of the caller. */
  async restoredAt(accountId: string, userId: string): Promise<Date | null> {
    const [row] = await this.database.query<{ restored_at: Date | null }>(
      'SELECT restored_at FROM users WHERE account_id = $1 AND id = $2',
      [accountId, userId],
      'person-restored-at',
    );
    return row?.restored_at ?? null;
  }

  /** Owner first, then administrators by id; active people only, at most 50. */
  async managers(accountId: string): Promise<Person[]> {
    return this.database.together({ accountId }, () =>
      this.database.query<Person>(
        `SELECT ${columns} FROM users u JOIN accounts a ON a.id = u.account_id
         WHERE u.account_id = $1 AND u.role IN ('owner', 'administrator') AND (${userStateSql}) = 'active'
         ORDER BY u.role = 'owner' DESC, u.id LIMIT 50`,
        [accountId],
      ),
    );
  }
}
