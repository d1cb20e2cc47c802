import { Injectable } from '@nestjs/common';
import type { RosterPerson } from '#contracts';
import { Database } from '#postgres';
import { userStateSql } from '../users/user-columns.js';

const columns = `u.id, trim(u.first_name || ' ' || u.last_name) AS "displayName", u.role, (${userStateSql}) AS state,
  u.version`;
const beforeAll = '00000000-0000-0000-0000-000000000000';

/** The people of one account as internal services may see them, deleted people among them. */
@Injectable()
export class RosterRepository {
  constructor(private readonly database: Database) {}

  async named(accountId: string, userIds: readonly string[]): Promise<RosterPerson[]> {
    return this.database.together({ accountId }, () =>
      this.database.query<RosterPerson>(
        `SELECT ${columns} FROM users u WHERE u.account_id = $1 AND u.id = ANY ($2::uuid[])`,
        [accountId, userIds],
        'roster-named',
      ),
    );
  }

  /** People in the order of their ids, after that one. @returns one more than `limit` when there are more */
  async after(accountId: string, userId: string | null, limit: number): Promise<RosterPerson[]> {
    return this.database.together({ accountId }, () =>
      this.database.query<RosterPerson>(
        `SELECT ${columns} FROM users u WHERE u.account_id = $1 AND u.id > $2 ORDER BY u.id LIMIT $3`,
        [accountId, userId ?? beforeAll, limit + 1],
        'roster-after',
      ),
    );
  }
}
