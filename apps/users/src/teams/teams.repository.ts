import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import type { SelectedTeam } from './team.mapper.js';

@Injectable()
export class TeamsRepository {
  constructor(private readonly database: Database) {}

  /** By name, after the position. */
  async list(accountId: string, page: { limit: number; after: Position | undefined }): Promise<SelectedTeam[]> {
    return this.database.query<SelectedTeam>(
      `SELECT t.id, t.number, t.name, t.mention, t.photo_id, t.created_at, t.updated_at,
         (SELECT count(*)::int FROM team_members tm WHERE tm.account_id = t.account_id AND tm.team_id = t.id)
           AS member_count,
         ARRAY(SELECT g.mailbox_id FROM team_mailbox_grants g
           WHERE g.account_id = t.account_id AND g.team_id = t.id ORDER BY 1) AS mailbox_ids
       FROM teams t
       WHERE t.account_id = $1 AND ($2::text IS NULL OR (t.name COLLATE "C", t.id) > ($2, $3::uuid))
       ORDER BY t.name COLLATE "C", t.id LIMIT $4`,
      [accountId, page.after?.key ?? null, page.after?.id ?? null, page.limit],
      'teams-list',
    );
  }

  async count(accountId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      'SELECT count(*)::int AS total FROM teams WHERE account_id = $1',
      [accountId],
    );
    return row?.total ?? 0;
  }
}
