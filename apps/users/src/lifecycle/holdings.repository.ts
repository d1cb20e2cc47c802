import { Injectable } from '@nestjs/common';
import type { ProfilePreview, Role, UserState } from '#contracts';
import { Database } from '#postgres';
import { userStateSql } from '../users/user-columns.js';

/** Up to 100 of them by name, and how many there are. */
export interface Held {
  total: number;
  items: { id: string; name: string }[];
}

/** What somebody holds beside teams and mailboxes. */
export type HeldSettings = Pick<
  ProfilePreview,
  'customPermissions' | 'photo' | 'autoBcc' | 'emailChange' | 'notificationChoices'
>;

/** PostgreSQL's way to write a time in JSON -> the API's. */
function iso(time: string): string {
  return new Date(time).toISOString();
}

/** Tables of what a person holds, by `account_id` and `user_id`: their rows go with the person. */
const heldTables = [
  'mailbox_grants',
  'email_changes',
  'auto_bcc_addresses',
  'confirmation_requests',
  'notification_choices',
  'photos',
];

const shown = 100;

interface Counted {
  id: string;
  name: string;
  total: number;
}

function held(rows: readonly Counted[]): Held {
  return { total: rows[0]?.total ?? 0, items: rows.map(({ id, name }) => ({ id, name })) };
}

/** What people hold, and who could take over. */
@Injectable()
export class HoldingsRepository {
  constructor(private readonly database: Database) {}

  async teams(accountId: string, userId: string): Promise<Held> {
    const rows = await this.database.query<Counted>(
      `SELECT t.id, t.name, count(*) OVER ()::int AS total
       FROM team_members tm JOIN teams t ON t.account_id = tm.account_id AND t.id = tm.team_id
       WHERE tm.account_id = $1 AND tm.user_id = $2 ORDER BY t.name COLLATE "C", t.id LIMIT $3`,
      [accountId, userId, shown],
    );
    return held(rows);
  }

  /** Direct grants; what teams give belongs to the teams. */
  async mailboxes(accountId: string, userId: string): Promise<Held> {
    const rows = await this.database.query<Counted>(
      `SELECT m.id, m.name, count(*) OVER ()::int AS total
       FROM mailbox_grants g JOIN mailboxes m ON m.account_id = g.account_id AND m.id = g.mailbox_id
       WHERE g.account_id = $1 AND g.user_id = $2 ORDER BY m.name COLLATE "C", m.id LIMIT $3`,
      [accountId, userId, shown],
    );
    return held(rows);
  }

  /** What else is kept of the person, each with what counts now. */
  async settings(accountId: string, userId: string): Promise<HeldSettings> {
    const mine = 'x.account_id = u.account_id AND x.user_id = u.id';
    const [row] = await this.database.query<HeldSettings>(
      `SELECT u.permissions AS "customPermissions", u.photo_id IS NOT NULL AS photo,
         (SELECT coalesce(jsonb_agg(jsonb_build_object('address', x.address, 'confirmed', x.confirmed_at IS NOT NULL)
            ORDER BY x.position, x.id), '[]') FROM auto_bcc_addresses x WHERE ${mine}) AS "autoBcc",
         (SELECT jsonb_build_object('newEmail', x.new_email, 'expiresAt', x.expires_at) FROM email_changes x
          WHERE ${mine} AND x.confirmed_at IS NULL AND x.cancelled_at IS NULL AND x.expires_at > now())
           AS "emailChange",
         (SELECT count(*)::int FROM notification_choices x,
            LATERAL (SELECT x.personal AS events UNION ALL SELECT t.value FROM jsonb_each(x.teams) t) chosen,
            jsonb_each(chosen.events) event, jsonb_object_keys(event.value) WHERE ${mine}) AS "notificationChoices"
       FROM users u WHERE u.account_id = $1 AND u.id = $2`,
      [accountId, userId],
    );
    if (row === undefined) throw new Error('Nobody is there who could hold anything');
    return {
      ...row,
      emailChange: row.emailChange && { ...row.emailChange, expiresAt: iso(row.emailChange.expiresAt) },
    };
  }

  /** Who conversations can be given to when `userId` leaves. */
  async successors(accountId: string, userId: string): Promise<Held> {
    const rows = await this.database.query<Counted>(
      `SELECT u.id, trim(u.first_name || ' ' || u.last_name) AS name, count(*) OVER ()::int AS total
       FROM users u WHERE u.account_id = $1 AND u.id <> $2 AND u.role <> 'light_user' AND (${userStateSql}) = 'active'
       ORDER BY u.sort_name COLLATE "C", u.id LIMIT $3`,
      [accountId, userId, shown],
    );
    return held(rows);
  }

  /** To be held by the transaction, so that the successor does not leave in the same moment. */
  async successor(accountId: string, userId: string): Promise<{ role: Role; state: UserState } | undefined> {
    const [row] = await this.database.query<{ role: Role; state: UserState }>(
      `SELECT u.role, (${userStateSql}) AS state FROM users u
       WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`,
      [accountId, userId],
    );
    return row;
  }

  /** Takes everything away, the mention handle with it. */
  async release(accountId: string, userId: string): Promise<void> {
    for (const table of heldTables) {
      await this.database.query(`DELETE FROM ${table} WHERE account_id = $1 AND user_id = $2`, [accountId, userId]);
    }
    await this.database.query('DELETE FROM mentions WHERE account_id = $1 AND holder_id = $2', [accountId, userId]);
  }
}
