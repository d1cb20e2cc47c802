import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface SeenSession {
  id: string;
  account_id: string;
  user_id: string;
  ip: string;
  user_agent: string;
  created_at: Date;
  last_seen_at: Date;
}

const columns = 'id, account_id, user_id, ip, user_agent, created_at, last_seen_at';
const alive = `ended_at IS NULL AND expires_at > now() AND last_seen_at > now() - idle_seconds * interval '1 second'`;

/** Sessions as their people see them. */
@Injectable()
export class ActiveSessionsRepository {
  constructor(private readonly database: Database) {}

  /** Live ones, newest first, one more than `limit` when there are more. */
  async list(accountId: string, userId: string, page: { limit: number; after: string | null }): Promise<SeenSession[]> {
    return this.database.query<SeenSession>(
      `SELECT ${columns} FROM sessions
       WHERE account_id = $1 AND user_id = $2 AND ${alive} AND ($3::uuid IS NULL OR id < $3)
       ORDER BY id DESC LIMIT $4`,
      [accountId, userId, page.after, page.limit + 1],
      'active-sessions-list',
    );
  }

  async count(accountId: string, userId: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM sessions WHERE account_id = $1 AND user_id = $2 AND ${alive}`,
      [accountId, userId],
    );
    return row?.total ?? 0;
  }

  async isLive(accountId: string, userId: string, sessionId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM sessions WHERE account_id = $1 AND user_id = $2 AND id = $3 AND ${alive}`,
      [accountId, userId, sessionId],
    );
    return rows.length > 0;
  }

  async byId(sessionId: string): Promise<SeenSession | undefined> {
    const [row] = await this.database.query<SeenSession>(`SELECT ${columns} FROM sessions WHERE id = $1`, [sessionId]);
    return row;
  }
}
