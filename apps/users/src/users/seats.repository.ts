import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Actor } from '../policy/actor.repository.js';
import { teamsCount } from '../policy/plan-conditions.js';

export interface SeatCounts {
  billable: number;
  light: number;
  suspended: number;
  pending: number;
}

/** Counts over users, and where access comes from. */
@Injectable()
export class SeatsRepository {
  constructor(private readonly database: Database) {}

  /** Everybody listed but light users is billable, used or not; suspension frees the seat. */
  async count(accountId: string): Promise<SeatCounts> {
    const [row] = await this.database.query<SeatCounts>(
      `SELECT count(*) FILTER (WHERE suspended_at IS NULL AND role <> 'light_user')::int AS billable,
         count(*) FILTER (WHERE suspended_at IS NULL AND role = 'light_user')::int AS light,
         count(*) FILTER (WHERE suspended_at IS NOT NULL)::int AS suspended,
         count(*) FILTER (WHERE accepted_at IS NULL AND invitation_sent_at IS NOT NULL AND suspended_at IS NULL)::int
           AS pending
       FROM users WHERE account_id = $1 AND deleted_at IS NULL`,
      [accountId],
      'seats',
    );
    return row ?? { billable: 0, light: 0, suspended: 0, pending: 0 };
  }

  /** Mailboxes that somebody may use, each with `role`, `direct` or `team:<id>`; at most 1,000. */
  async mailboxSources(
    actor: Pick<Actor, 'accountId' | 'id' | 'role'>,
  ): Promise<{ mailboxId: string; sources: string[] }[]> {
    const rows = await this.database.query<{ mailbox_id: string; sources: string[] }>(
      `SELECT mailbox_id, array_agg(source ORDER BY source) AS sources FROM (
         SELECT m.id AS mailbox_id, 'role' AS source FROM mailboxes m WHERE m.account_id = $1 AND $3 = 'owner'
         UNION ALL SELECT g.mailbox_id, 'direct' FROM mailbox_grants g WHERE g.account_id = $1 AND g.user_id = $2
         UNION ALL SELECT t.mailbox_id, 'team:' || t.team_id FROM team_members tm
           JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
           WHERE tm.account_id = $1 AND tm.user_id = $2 AND ${teamsCount}) sources
       GROUP BY mailbox_id ORDER BY mailbox_id LIMIT 1000`,
      [actor.accountId, actor.id, actor.role],
      'mailbox-sources',
    );
    return rows.map((row) => ({ mailboxId: row.mailbox_id, sources: row.sources }));
  }
}
