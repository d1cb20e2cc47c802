import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { personColumns, type Counted, type SelectedPerson } from '../access/person-in-place.mapper.js';
import type { Position } from '../lists/cursor.js';
import { teamsCount } from '../policy/plan-conditions.js';
import { holders } from './mailbox-changes.repository.js';

interface Named {
  id: string;
  name: string;
}

const sources = `ARRAY(SELECT 'role' WHERE u.role = 'owner'
  UNION ALL SELECT 'direct' FROM mailbox_grants g WHERE g.account_id = $1 AND g.mailbox_id = $2 AND g.user_id = u.id
  UNION ALL (SELECT 'team:' || g.team_id FROM team_members tm
    JOIN team_mailbox_grants g ON g.account_id = tm.account_id AND g.team_id = tm.team_id AND g.mailbox_id = $2
    WHERE tm.account_id = $1 AND tm.user_id = u.id AND ${teamsCount} ORDER BY g.team_id))`;

/** Who can use a mailbox. */
@Injectable()
export class MailboxReadingRepository {
  constructor(private readonly database: Database) {}

  /** By name, after the position. The page is cut first; reasons are read for its rows alone. */
  async users(accountId: string, mailboxId: string, page: { limit: number; after: Position | undefined }) {
    return this.database.query<SelectedPerson & { sources: string[] }>(
      `SELECT ${personColumns}, ${sources} AS sources FROM (
         SELECT * FROM users u WHERE u.account_id = $1 AND u.deleted_at IS NULL AND u.id IN (${holders})
           AND ($3::text IS NULL OR (u.sort_name COLLATE "C", u.id) > ($3, $4::uuid))
         ORDER BY u.sort_name COLLATE "C", u.id LIMIT $5) u
       ORDER BY u.sort_name COLLATE "C", u.id`,
      [accountId, mailboxId, page.after?.key ?? null, page.after?.id ?? null, page.limit],
      'mailbox-users',
    );
  }

  async countUsers(accountId: string, mailboxId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM users WHERE account_id = $1 AND deleted_at IS NULL AND id IN (${holders})`,
      [accountId, mailboxId],
    );
    return row?.total ?? 0;
  }

  async userNames(accountId: string, mailboxId: string): Promise<Counted<Named>[]> {
    return this.database.query(
      `SELECT u.id, u.first_name || ' ' || u.last_name AS name, count(*) OVER ()::int AS total FROM users u
       WHERE u.account_id = $1 AND u.deleted_at IS NULL AND u.id IN (${holders})
       ORDER BY u.sort_name COLLATE "C", u.id LIMIT 100`,
      [accountId, mailboxId],
    );
  }

  async teamNames(accountId: string, mailboxId: string): Promise<Counted<Named>[]> {
    return this.database.query(
      `SELECT t.id, t.name, count(*) OVER ()::int AS total FROM team_mailbox_grants g
       JOIN teams t ON t.account_id = g.account_id AND t.id = g.team_id
       WHERE g.account_id = $1 AND g.mailbox_id = $2 ORDER BY t.name COLLATE "C", t.id LIMIT 100`,
      [accountId, mailboxId],
    );
  }

  async countDirectGrants(accountId: string, mailboxId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM mailbox_grants WHERE account_id = $1 AND mailbox_id = $2',
      [accountId, mailboxId],
    );
    return row?.total ?? 0;
  }
}
