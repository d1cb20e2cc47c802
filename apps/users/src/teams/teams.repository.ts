import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import type { SelectedTeam } from './team.mapper.js';

/** Everything that a team shows, from `teams t`. */
const teamColumns = `t.id, t.number, t.name, t.mention, t.photo_id, t.created_at, t.updated_at,
  (SELECT count(*)::int FROM team_members tm WHERE tm.account_id = t.account_id AND tm.team_id = t.id)
    AS member_count,
  ARRAY(SELECT g.mailbox_id FROM team_mailbox_grants g
    WHERE g.account_id = t.account_id AND g.team_id = t.id ORDER BY 1) AS mailbox_ids`;

/** Teams by a part of their name or handle; all when there is nothing to look for. */
function matches(parameter: string): string {
  return `(${parameter}::text IS NULL OR strpos(users.fold(t.name) || ' ' || t.mention, users.fold(${parameter})) > 0)`;
}

/** A team with the version that the ETag shows. */
export type VersionedTeamRow = SelectedTeam & { version: number };

@Injectable()
export class TeamsRepository {
  constructor(private readonly database: Database) {}

  /** By name, after the position. */
  async list(
    accountId: string,
    page: { limit: number; after: Position | undefined; q?: string | undefined },
  ): Promise<SelectedTeam[]> {
    return this.database.query<SelectedTeam>(
      `SELECT ${teamColumns} FROM teams t
       WHERE t.account_id = $1 AND ($2::text IS NULL OR (t.name COLLATE "C", t.id) > ($2, $3::uuid))
         AND ${matches('$5')}
       ORDER BY t.name COLLATE "C", t.id LIMIT $4`,
      [accountId, page.after?.key ?? null, page.after?.id ?? null, page.limit, page.q ?? null],
      'teams-list',
    );
  }

  /** @returns undefined for ids that the account does not have */
  async find(accountId: string, teamId: string): Promise<VersionedTeamRow | undefined> {
    const [row] = await this.database.query<VersionedTeamRow>(
      `SELECT ${teamColumns}, t.version FROM teams t WHERE t.account_id = $1 AND t.id = $2`,
      [accountId, teamId],
      'team-find',
    );
    return row;
  }

  async count(accountId: string, q?: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM teams t WHERE t.account_id = $1 AND ${matches('$2')}`,
      [accountId, q ?? null],
    );
    return row?.total ?? 0;
  }
}
