import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { personColumns, type Counted, type SelectedPerson } from '../access/person-in-place.mapper.js';
import type { Position } from '../lists/cursor.js';

export interface Named {
  id: string;
  name: string;
}
export interface LosingAccess extends Named {
  mailboxes: Named[];
  mailbox_count: number;
}

/** Pairs of people and mailboxes that nothing but the team joins. The owner has all in any case. */
const lost = `SELECT tm.user_id, g.mailbox_id FROM team_members tm
  JOIN users u ON u.account_id = tm.account_id AND u.id = tm.user_id AND u.deleted_at IS NULL AND u.role <> 'owner'
  JOIN team_mailbox_grants g ON g.account_id = tm.account_id AND g.team_id = tm.team_id
  WHERE tm.account_id = $1 AND tm.team_id = $2
    AND NOT EXISTS (SELECT FROM mailbox_grants d
      WHERE d.account_id = $1 AND d.user_id = tm.user_id AND d.mailbox_id = g.mailbox_id)
    AND NOT EXISTS (SELECT FROM team_members other
      JOIN team_mailbox_grants og ON og.account_id = other.account_id AND og.team_id = other.team_id
      WHERE other.account_id = $1 AND other.user_id = tm.user_id AND other.team_id <> $2
        AND og.mailbox_id = g.mailbox_id)`;

/** What a team holds. Previews name the first hundred of each. */
@Injectable()
export class TeamReadingRepository {
  constructor(private readonly database: Database) {}

  /** By name, after the position. */
  async members(accountId: string, teamId: string, page: { limit: number; after: Position | undefined }) {
    return this.database.query<SelectedPerson>(
      `SELECT ${personColumns} FROM team_members tm
       JOIN users u ON u.account_id = tm.account_id AND u.id = tm.user_id AND u.deleted_at IS NULL
       WHERE tm.account_id = $1 AND tm.team_id = $2
         AND ($3::text IS NULL OR (u.sort_name COLLATE "C", u.id) > ($3, $4::uuid))
       ORDER BY u.sort_name COLLATE "C", u.id LIMIT $5`,
      [accountId, teamId, page.after?.key ?? null, page.after?.id ?? null, page.limit],
      'team-members',
    );
  }

  async memberNames(accountId: string, teamId: string): Promise<Counted<Named>[]> {
    return this.database.query(
      `SELECT u.id, u.first_name || ' ' || u.last_name AS name, count(*) OVER ()::int AS total FROM team_members tm
       JOIN users u ON u.account_id = tm.account_id AND u.id = tm.user_id AND u.deleted_at IS NULL
       WHERE tm.account_id = $1 AND tm.team_id = $2 ORDER BY u.sort_name COLLATE "C", u.id LIMIT 100`,
      [accountId, teamId],
    );
  }

  async mailboxNames(accountId: string, teamId: string): Promise<Counted<Named>[]> {
    return this.database.query(
      `SELECT m.id, m.name, count(*) OVER ()::int AS total FROM team_mailbox_grants g
       JOIN mailboxes m ON m.account_id = g.account_id AND m.id = g.mailbox_id
       WHERE g.account_id = $1 AND g.team_id = $2 ORDER BY m.name COLLATE "C", m.id LIMIT 100`,
      [accountId, teamId],
    );
  }

  async losingAccess(accountId: string, teamId: string): Promise<Counted<LosingAccess>[]> {
    return this.database.query(
      `SELECT u.id, u.first_name || ' ' || u.last_name AS name, count(*)::int AS mailbox_count,
         count(*) OVER ()::int AS total,
         to_jsonb((array_agg(jsonb_build_object('id', m.id, 'name', m.name)
           ORDER BY m.name COLLATE "C", m.id))[1:100]) AS mailboxes
       FROM (${lost}) lost
       JOIN users u ON u.account_id = $1 AND u.id = lost.user_id
       JOIN mailboxes m ON m.account_id = $1 AND m.id = lost.mailbox_id
       GROUP BY u.id ORDER BY u.sort_name COLLATE "C", u.id LIMIT 100`,
      [accountId, teamId],
    );
  }
}
