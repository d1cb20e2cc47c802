import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import { teamsCount } from '../policy/plan-conditions.js';
import { notInvitedSql } from '../users/user-columns.js';
import type { ListedUser } from '../users/user.mapper.js';
import type { UserFilters } from '../users/user-filters.js';
import { listStatement } from '../users/user-list.query.js';

/** A user with the names of their places, as the export writes them. */
export type ExportedUser = ListedUser & { sort_key: string; teams: string[]; mailboxes: string[] };

@Injectable()
export class BulkRepository {
  constructor(private readonly database: Database) {}

  /** People who were never invited, by id. Whose invitation was revoked is left out: somebody did not want them here. */
  async notInvited(accountId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT u.id FROM users u WHERE u.account_id = $1 AND u.deleted_at IS NULL AND u.role <> 'owner'
         AND ${notInvitedSql} AND u.revoked_invitation_sent_at IS NULL
       ORDER BY u.sort_name COLLATE "C", u.id LIMIT $2`,
      [accountId, limit],
    );
    return rows.map((row) => row.id);
  }

  /** Rows of the list with names in place of ids: of teams, and of mailboxes that were granted directly. */
  async export(accountId: string, filters: UserFilters, after: Position | undefined): Promise<ExportedUser[]> {
    const { text, values } = listStatement(accountId, filters, after);
    return this.database.query<ExportedUser>(
      `SELECT u.*,
         ARRAY(SELECT t.name FROM team_members tm JOIN teams t ON t.account_id = tm.account_id AND t.id = tm.team_id
           WHERE tm.account_id = $1 AND tm.user_id = u.id AND ${teamsCount} ORDER BY 1) AS teams,
         ARRAY(SELECT m.email FROM mailbox_grants g JOIN mailboxes m ON m.account_id = g.account_id AND m.id = g.mailbox_id
           WHERE g.account_id = $1 AND g.user_id = u.id ORDER BY 1) AS mailboxes
       FROM (${text}) u`,
      values,
    );
  }
}
