import { Injectable } from '@nestjs/common';
import type { ClientOrigin } from '#contracts';
import { Database } from '#postgres';

export interface NewEventOrigin {
  eventId: string;
  accountId: string;
  userId: string;
}

@Injectable()
export class EventOriginsRepository {
  constructor(private readonly database: Database) {}

  add(events: readonly NewEventOrigin[], { ip, userAgent }: ClientOrigin): void {
    this.database.post(
      `INSERT INTO event_origins (event_id, account_id, user_id, ip, user_agent)
       SELECT e."eventId", e."accountId", e."userId", $2, $3
       FROM jsonb_to_recordset($1::jsonb) AS e ("eventId" uuid, "accountId" uuid, "userId" uuid)`,
      [JSON.stringify(events), ip, userAgent],
      'event-origins-add',
    );
  }

  async of(eventId: string): Promise<ClientOrigin | undefined> {
    const [row] = await this.database.query<ClientOrigin>(
      'SELECT ip, user_agent AS "userAgent" FROM event_origins WHERE event_id = $1',
      [eventId],
      'event-origins-of',
    );
    return row;
  }

  /** Nothing of an erased person stays. */
  async forget(userId: string): Promise<void> {
    await this.database.query('DELETE FROM event_origins WHERE user_id = $1', [userId]);
  }

  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM event_origins WHERE event_id IN (
         SELECT event_id FROM event_origins WHERE created_at < now() - interval '30 days' LIMIT 5000)`,
    );
  }
}
