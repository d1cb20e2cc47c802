import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { teamsCount } from '../policy/plan-conditions.js';
import type { Choices } from './choices.js';

export interface SelectedChoices {
  user_id: string;
  personal: Choices['personal'] | null;
  teams: Choices['teams'] | null;
  team_ids: string[];
}

@Injectable()
export class NotificationChoicesRepository {
  constructor(private readonly database: Database) {}

  /** With the teams that each is on. Deleted people and unknown ids are left out. */
  async of(accountId: string, userIds: readonly string[]): Promise<SelectedChoices[]> {
    return this.database.query<SelectedChoices>(
      `SELECT u.id AS user_id, c.personal, c.teams, ARRAY(SELECT tm.team_id FROM team_members tm
           WHERE tm.account_id = u.account_id AND tm.user_id = u.id AND ${teamsCount} ORDER BY tm.team_id) AS team_ids
       FROM users u LEFT JOIN notification_choices c ON c.account_id = u.account_id AND c.user_id = u.id
       WHERE u.account_id = $1 AND u.id = ANY ($2::uuid[]) AND u.deleted_at IS NULL`,
      [accountId, userIds],
      'notification-choices',
    );
  }

  async write(accountId: string, userId: string, { personal, teams }: Choices): Promise<void> {
    await this.database.query(
      `INSERT INTO notification_choices (account_id, user_id, personal, teams) VALUES ($1, $2, $3, $4)
       ON CONFLICT ON CONSTRAINT pk_notification_choices DO UPDATE
         SET personal = excluded.personal, teams = excluded.teams`,
      [accountId, userId, JSON.stringify(personal), JSON.stringify(teams)],
    );
  }
}
