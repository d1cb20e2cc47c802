import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { GivableRole as GivableRoleSchema } from '#contracts';
import { Database } from '#postgres';
import { holdAccess } from '../users/hold-access.js';
import { placeIndex, type Places } from './import-row.js';

type GivableRole = z.infer<typeof GivableRoleSchema>;

/** A user of a batch, complete but for the handle. */
export interface BatchUser {
  id: string;
  firstName: string;
  lastName: string;
  email: string;
  role: GivableRole;
  jobTitle: string | null;
  phone: string | null;
  timezone: string;
  timeFormat: string;
  locale: string;
  sortName: string;
  searchText: string;
  /** In order of preference; the last one ends in chance characters. */
  mentions: readonly string[];
  invitation: { expiresAt: string; invitedBy: string } | null;
  teamIds: readonly string[];
  /** `all`: every mailbox of the account. */
  mailboxIds: readonly string[] | 'all';
}

/** Somebody who joined a team. */
export interface Membership {
  userId: string;
  teamId: string;
}

const pairs = 'jsonb_to_recordset($2::jsonb) AS p ("user" uuid, place uuid)';

const insertUsers = `INSERT INTO users (id, account_id, first_name, last_name, email, role, job_title, phone, timezone,
    time_format, locale, sort_name, search_text, mention, invitation_version, invitation_sent_at,
    invitation_expires_at, invited_by, invitation_mail_status, invitation_mail_at)
  SELECT p.id, $1::uuid, p."firstName", p."lastName", p.email, p.role, p."jobTitle", p.phone, p.timezone,
    p."timeFormat", p.locale, p."sortName", p."searchText", p.mention, CASE WHEN p.expires IS NULL THEN 0 ELSE 1 END,
    CASE WHEN p.expires IS NOT NULL THEN now() END, p.expires, p."invitedBy",
    CASE WHEN p.expires IS NOT NULL THEN 'queued' END, CASE WHEN p.expires IS NOT NULL THEN now() END
  FROM jsonb_to_recordset($2::jsonb) AS p (id uuid, "firstName" text, "lastName" text, email text, role text,
    "jobTitle" text, phone text, timezone text, "timeFormat" text, locale text, "sortName" text, "searchText" text,
    mention text, expires timestamptz, "invitedBy" uuid)
  ORDER BY p.email
  ON CONFLICT (email) WHERE (deleted_at IS NULL) DO NOTHING RETURNING id`;

/** Many users of one account in a few statements. Rows are written in the order of their keys, so that copies do not deadlock. */
@Injectable()
export class UserBatchRepository {
  constructor(private readonly database: Database) {}

  /** See {@link holdAccess}. */
  holdAccess(accountId: string): void {
    holdAccess(this.database, accountId);
  }

  /** Of these addresses, those that are in use in any account. */
  async addressesInUse(addresses: readonly string[]): Promise<Set<string>> {
    const rows = await this.database.query<{ email: string }>('SELECT email FROM addresses_in_use($1) AS a (email)', [
      addresses,
    ]);
    return new Set(rows.map((row) => row.email));
  }

  /** @returns ids of those who were inserted, the addresses of the others were taken in the meantime; who joined a team */
  async insert(accountId: string, users: readonly BatchUser[]): Promise<{ ids: Set<string>; joined: Membership[] }> {
    const handles = await this.takeHandles(accountId, users);
    const rows = users.map(({ invitation, ...user }) => ({
      ...user,
      mention: handles.get(user.id),
      expires: invitation?.expiresAt ?? null,
      invitedBy: invitation?.invitedBy ?? null,
    }));
    const inserted = await this.database.query<{ id: string }>(insertUsers, [accountId, JSON.stringify(rows)]);
    const ids = new Set(inserted.map((row) => row.id));
    const left = users.filter((user) => !ids.has(user.id)).map((user) => user.id);
    if (left.length > 0) {
      await this.database.query('DELETE FROM mentions WHERE account_id = $1 AND holder_id = ANY ($2::uuid[])', [
        accountId,
        left,
      ]);
    }
    const present = users.filter((user) => ids.has(user.id));
    const joined = await this.join(accountId, present);
    await this.grant(accountId, present);
    return { ids, joined };
  }

  /** Gives teams that people joined their next version, in the order of their keys. */
  async nextTeamVersions(accountId: string, teamIds: readonly string[]): Promise<{ id: string; version: number }[]> {
    return this.database.query<{ id: string; version: number }>(
      `WITH held AS (SELECT id FROM teams WHERE account_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE)
       UPDATE teams t SET version = t.version + 1, updated_at = now() FROM held
       WHERE t.account_id = $1 AND t.id = held.id RETURNING t.id, t.version`,
      [accountId, teamIds],
    );
  }

  /** What a file may call the account's teams and mailboxes. */
  async places(accountId: string): Promise<Places> {
    const teams = await this.database.query<{ id: string; name: string }>(
      'SELECT t.id, t.name FROM teams t WHERE t.account_id = $1 ORDER BY t.id LIMIT 10000',
      [accountId],
    );
    const mailboxes = await this.database.query<{ id: string; name: string; email: string }>(
      'SELECT m.id, m.name, m.email FROM mailboxes m WHERE m.account_id = $1 ORDER BY m.id LIMIT 10000',
      [accountId],
    );
    return { teams: placeIndex(teams), mailboxes: placeIndex(mailboxes) };
  }

  /** A handle for everybody: chosen among those that are free, and chosen again where somebody was quicker. */
  private async takeHandles(accountId: string, users: readonly BatchUser[]): Promise<Map<string, string>> {
    const taken = new Map<string, string>();
    let waiting = users;
    for (let attempt = 0; waiting.length > 0; attempt += 1) {
      if (attempt > 5) throw new Error('No free handles');
      const used = await this.usedHandles(accountId, waiting);
      const wanted = waiting.map((user) => {
        const handle = user.mentions.find((mention) => !used.has(mention)) ?? `user.${user.id.slice(-12)}`;
        used.add(handle);
        return { holder: user.id, handle };
      });
      const rows = await this.database.query<{ holder_id: string; handle: string }>(
        `INSERT INTO mentions (account_id, handle, holder_id)
         SELECT $1::uuid, w.handle, w.holder FROM jsonb_to_recordset($2::jsonb) AS w (handle text, holder uuid)
         ORDER BY w.handle ON CONFLICT DO NOTHING RETURNING holder_id, handle`,
        [accountId, JSON.stringify(wanted)],
      );
      for (const row of rows) taken.set(row.holder_id, row.handle);
      waiting = waiting.filter((user) => !taken.has(user.id));
    }
    return taken;
  }

  private async usedHandles(accountId: string, users: readonly BatchUser[]): Promise<Set<string>> {
    const rows = await this.database.query<{ handle: string }>(
      'SELECT handle FROM mentions WHERE account_id = $1 AND handle = ANY ($2)',
      [accountId, [...new Set(users.flatMap((user) => user.mentions))]],
    );
    return new Set(rows.map((row) => row.handle));
  }

  /** Teams that vanished since they were looked up are left out, and so are mailboxes. */
  private async join(accountId: string, users: readonly BatchUser[]): Promise<Membership[]> {
    const member = users.flatMap((user) => user.teamIds.map((place) => ({ user: user.id, place })));
    if (member.length === 0) return [];
    return this.database.query<Membership>(
      `INSERT INTO team_members (account_id, user_id, team_id) SELECT $1::uuid, p.user, t.id
       FROM ${pairs} JOIN teams t ON t.account_id = $1 AND t.id = p.place
       RETURNING user_id AS "userId", team_id AS "teamId"`,
      [accountId, JSON.stringify(member)],
    );
  }

  private async grant(accountId: string, users: readonly BatchUser[]): Promise<void> {
    const direct = users.flatMap(({ id: user, mailboxIds }) =>
      mailboxIds === 'all' ? [] : mailboxIds.map((place) => ({ user, place })),
    );
    const all = users.filter((user) => user.mailboxIds === 'all').map((user) => user.id);
    if (all.length > 0) {
      await this.database.query(
        `INSERT INTO mailbox_grants (account_id, user_id, mailbox_id) SELECT $1::uuid, a.id, m.id
         FROM unnest($2::uuid[]) AS a (id) JOIN mailboxes m ON m.account_id = $1`,
        [accountId, all],
      );
    }
    if (direct.length > 0) {
      await this.database.query(
        `INSERT INTO mailbox_grants (account_id, user_id, mailbox_id) SELECT $1::uuid, p.user, m.id
         FROM ${pairs} JOIN mailboxes m ON m.account_id = $1 AND m.id = p.place ON CONFLICT DO NOTHING`,
        [accountId, JSON.stringify(direct)],
      );
    }
  }
}
