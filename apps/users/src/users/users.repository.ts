import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import { holdAccess } from './hold-access.js';
import type { ListedUser, SelectedUser } from './user.mapper.js';
import { ownColumns, userColumns } from './user-columns.js';
import type { UserFilters } from './user-filters.js';
import { countStatement, listStatement } from './user-list.query.js';
import type { Position } from '../lists/cursor.js';

/** A user to be inserted, complete. */
export interface NewUser {
  id: string;
  accountId: string;
  firstName: string;
  lastName: string;
  email: string;
  role: string;
  jobTitle: string | null;
  phone: string | null;
  timezone: string;
  timeFormat: string;
  locale: string;
  sortName: string;
  searchText: string;
  /** In order of preference; the first that is free is taken. */
  mentions: readonly string[];
  invitation: { expiresAt: Date; invitedBy: string } | null;
  teamIds: readonly string[];
  /** `all`: every mailbox of the account. */
  mailboxIds: readonly string[] | 'all';
}

const insertUser = `WITH handle AS (
    INSERT INTO mentions (account_id, handle, holder_id)
    SELECT $2::uuid, c.handle, $1::uuid FROM unnest($13::text[]) WITH ORDINALITY AS c (handle, position)
    WHERE NOT EXISTS (SELECT FROM mentions m WHERE m.account_id = $2 AND m.handle = c.handle)
    ORDER BY c.position LIMIT 1 ON CONFLICT DO NOTHING RETURNING handle),
  person AS (
    INSERT INTO users (id, account_id, first_name, last_name, email, role, job_title, phone, timezone, time_format,
      locale, sort_name, search_text, mention, invitation_version, invitation_sent_at, invitation_expires_at,
      invited_by, invitation_mail_status, invitation_mail_at)
    SELECT $1::uuid, $2::uuid, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $14, handle.handle,
      CASE WHEN $15::timestamptz IS NULL THEN 0 ELSE 1 END, CASE WHEN $15 IS NOT NULL THEN now() END, $15, $16::uuid,
      CASE WHEN $15 IS NOT NULL THEN 'queued' END, CASE WHEN $15 IS NOT NULL THEN now() END
    FROM handle RETURNING *),
  joined AS (
    INSERT INTO team_members (account_id, user_id, team_id)
    SELECT $2::uuid, $1::uuid, t.id FROM teams t
    WHERE t.account_id = $2 AND t.id = ANY ($17::uuid[]) AND EXISTS (SELECT FROM person) FOR KEY SHARE OF t RETURNING team_id),
  granted AS (
    INSERT INTO mailbox_grants (account_id, user_id, mailbox_id)
    SELECT $2::uuid, $1::uuid, m.id FROM mailboxes m
    WHERE m.account_id = $2 AND ($18::boolean OR m.id = ANY ($19::uuid[])) AND EXISTS (SELECT FROM person)
    FOR KEY SHARE OF m
    RETURNING mailbox_id)
  SELECT ${ownColumns},
    ARRAY(SELECT team_id FROM joined ORDER BY 1) AS team_ids,
    ARRAY(SELECT mailbox_id FROM granted UNION
      SELECT t.mailbox_id FROM team_mailbox_grants t JOIN joined USING (team_id) WHERE t.account_id = $2
      ORDER BY 1) AS mailbox_ids,
    (SELECT count(*)::int FROM granted) AS granted
  FROM person u`;

const clashes = {
  uq_users_email: () => new AppError('email_taken'),
  pk_mentions: () => new AppError('mention_taken'),
};

/** A team in the version that a change gave it. */
export interface TeamVersion {
  id: string;
  version: number;
}

/** What of a user stands in their own row. */
type StoredUser = Omit<SelectedUser, 'team_ids' | 'mailbox_ids'>;

/** Columns that an update may set, by name. */
export type UserChanges = Record<string, unknown>;

@Injectable()
export class UsersRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes the user with handle, teams and mailboxes in one statement.
   * @throws AppError `email_taken`, decided by the constraint; `invalid_request` naming ids that the account has not
   */
  async insert(user: NewUser): Promise<SelectedUser> {
    const all = user.mailboxIds === 'all';
    const mailboxIds = user.mailboxIds === 'all' ? [] : user.mailboxIds;
    const row = await this.insertWithHandle(user);
    if (row.team_ids.length !== user.teamIds.length) throw unknownPlace('teamIds');
    if (!all && row.granted !== mailboxIds.length) throw unknownPlace('mailboxIds');
    return row;
  }

  /** Somebody else may take the same handle in the same moment: then the next one is tried. */
  private async insertWithHandle(user: NewUser): Promise<SelectedUser & { granted: number }> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      // In a crowd of namesakes every clash costs a wait, so from the third try on only the chance handle is wanted.
      const wanted = attempt < 2 ? user.mentions : user.mentions.slice(-1);
      const [row] = await meaning(clashes, () =>
        this.database.query<SelectedUser & { granted: number }>(
          insertUser,
          insertValues({ ...user, mentions: wanted }),
          'user-insert',
        ),
      );
      if (row !== undefined) return row;
    }
    throw new AppError('mention_taken');
  }

  /** @returns undefined for ids that the account does not have, deleted people among them */
  async find(accountId: string, userId: string): Promise<SelectedUser | undefined> {
    const [row] = await this.database.query<SelectedUser>(
      `SELECT ${userColumns} FROM users u WHERE u.account_id = $1 AND u.id = $2 AND u.deleted_at IS NULL`,
      [accountId, userId],
      'user-find',
    );
    return row;
  }

  /** As {@link find}, and holds the row until the transaction ends. */
  async lock(accountId: string, userId: string): Promise<SelectedUser | undefined> {
    const rows = await this.database.query(
      'SELECT FROM users WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE',
      [accountId, userId],
      'user-lock',
    );
    return rows.length === 0 ? undefined : this.find(accountId, userId);
  }

  /** Whether something was chosen for them alone. */
  async hasOwnPermissions(accountId: string, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM users WHERE account_id = $1 AND id = $2 AND permissions IS NOT NULL',
      [accountId, userId],
    );
    return rows.length > 0;
  }

  async list(accountId: string, filters: UserFilters, after: Position | undefined) {
    const { text, values, name } = listStatement(accountId, filters, after);
    return this.database.query<ListedUser & { sort_key: string }>(text, values, name);
  }

  async count(accountId: string, filters: UserFilters): Promise<number> {
    const { text, values, name } = countStatement(accountId, filters);
    const [row] = await this.database.query<{ total: number }>(text, values, name);
    return row?.total ?? 0;
  }

  /**
   * Sets columns and the next version. Column names come from this service's own code, never from a request.
   * @param events how many tell of it, each in a version of its own; none for facts that arrive from elsewhere and must
   * not make an editor's ETag stale
   * @returns what is stored now, for answers: the time of the change is the database's
   */
  async update(accountId: string, userId: string, changes: UserChanges, events = 1): Promise<StoredUser> {
    const entries = Object.entries(changes);
    const sets = entries.map(([column], index) => `${column} = $${index + 3}`);
    const version = events > 0 ? [`version = version + ${events}`, 'updated_at = now()'] : [];
    const [stored] = await meaning(clashes, () =>
      this.database.query<StoredUser>(
        `UPDATE users u SET ${[...sets, ...version].join(', ')} WHERE account_id = $1 AND id = $2 RETURNING ${ownColumns}`,
        [accountId, userId, ...entries.map(([, value]) => value)],
      ),
    );
    if (stored === undefined) throw new Error('The user is gone');
    return stored;
  }

  /** @returns the version of the user, or undefined when a later sign-in is known already */
  async signedIn(accountId: string, userId: string, at: Date): Promise<number | undefined> {
    const [row] = await this.database.query<{ version: number }>(
      `UPDATE users SET last_sign_in_at = $3, last_active_at = $3
       WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND (last_sign_in_at IS NULL OR last_sign_in_at < $3)
       RETURNING version`,
      [accountId, userId, at],
      'user-signed-in',
    );
    return row?.version;
  }

  /**
   * How far the mail of an invitation got. A late answer about an old one says nothing about the new one.
   * @returns the version of the user, or undefined when there is another invitation
   */
  async invitationMailed(
    accountId: string,
    userId: string,
    mail: { invitationVersion: number | null; status: string; detail: string | null; at: string },
  ): Promise<number | undefined> {
    const [row] = await this.database.query<{ version: number }>(
      `UPDATE users SET invitation_mail_status = $4, invitation_mail_detail = $5, invitation_mail_at = $6
       WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL AND invitation_version = $3 RETURNING version`,
      [accountId, userId, mail.invitationVersion, mail.status, mail.detail, new Date(mail.at)],
      'user-invitation-mailed',
    );
    return row?.version;
  }

  /** Whether what is known of the person's credential is older than `version`. */
  async isNewerCredential(accountId: string, userId: string, version: number): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM users WHERE account_id = $1 AND id = $2 AND credential_version < $3',
      [accountId, userId, version],
    );
    return rows.length > 0;
  }

  /** See {@link holdAccess}. */
  holdAccess(accountId: string): void {
    holdAccess(this.database, accountId);
  }

  /** @returns the teams that were left, in their next version */
  async leaveTeams(accountId: string, userId: string): Promise<TeamVersion[]> {
    return this.database.query<TeamVersion>(
      `WITH gone AS (DELETE FROM team_members WHERE account_id = $1 AND user_id = $2 RETURNING team_id),
         held AS (SELECT id FROM teams WHERE account_id = $1 AND id IN (SELECT team_id FROM gone)
           ORDER BY id FOR NO KEY UPDATE)
       UPDATE teams t SET version = t.version + 1, updated_at = now() FROM held
       WHERE t.account_id = $1 AND t.id = held.id RETURNING t.id, t.version`,
      [accountId, userId],
    );
  }

  /** Gives teams that somebody joined or left their next version, in the order of their ids. */
  async nextTeamVersions(accountId: string, teamIds: readonly string[]): Promise<TeamVersion[]> {
    return this.database.query<TeamVersion>(
      `WITH held AS (SELECT id FROM teams WHERE account_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id FOR NO KEY UPDATE)
       UPDATE teams t SET version = t.version + 1, updated_at = now() FROM held
       WHERE t.account_id = $1 AND t.id = held.id RETURNING t.id, t.version`,
      [accountId, teamIds],
    );
  }

  /** The same of their second factors. */
  async isNewerSecondFactor(accountId: string, userId: string, version: number): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM users WHERE account_id = $1 AND id = $2 AND second_factor_version < $3',
      [accountId, userId, version],
    );
    return rows.length > 0;
  }

  async grantAllMailboxes(accountId: string, userId: string): Promise<void> {
    await this.database.query(
      `INSERT INTO mailbox_grants (account_id, user_id, mailbox_id)
       SELECT $1, $2, m.id FROM mailboxes m WHERE m.account_id = $1 FOR KEY SHARE ON CONFLICT DO NOTHING`,
      [accountId, userId],
    );
  }

  /** @throws AppError `mention_taken`, decided by the constraint over users and teams */
  async changeMention(accountId: string, userId: string, handle: string): Promise<void> {
    await meaning(clashes, () =>
      this.database.query(
        `INSERT INTO mentions (account_id, holder_id, handle) VALUES ($1, $2, $3)
         ON CONFLICT ON CONSTRAINT uq_mentions_holder DO UPDATE SET handle = excluded.handle`,
        [accountId, userId, handle],
      ),
    );
  }
}

/** Parameters of `insertUser`, in its order. */
function insertValues(user: NewUser): unknown[] {
  const { invitation } = user;
  const all = user.mailboxIds === 'all';
  const name = [user.id, user.accountId, user.firstName, user.lastName, user.email, user.role];
  const profile = [user.jobTitle, user.phone, user.timezone, user.timeFormat, user.locale];
  const derived = [user.sortName, user.mentions, user.searchText];
  const invited = [invitation?.expiresAt ?? null, invitation?.invitedBy ?? null];
  return [...name, ...profile, ...derived, ...invited, user.teamIds, all, all ? [] : user.mailboxIds];
}

function unknownPlace(path: string): AppError {
  return new AppError('invalid_request', {
    errors: [{ path, code: 'unknown_id', message: 'names something that this account does not have' }],
  });
}
