import { Injectable } from '@nestjs/common';
import type { AccessReason, Permission, Role } from '#contracts';
import { Database } from '#postgres';
import type { Difference } from './difference.js';

/** Somebody as far as a decision about them needs it. */
export interface PersonFacts {
  role: Role;
  custom: Permission[] | null;
  suspended: boolean;
}

/** Who is on which team, and who can use which mailbox. */
@Injectable()
export class AccessRepository {
  constructor(private readonly database: Database) {}

  /** Deleted people are left out. */
  async rolesOf(accountId: string, userIds: readonly string[]): Promise<Map<string, Role>> {
    const rows = await this.database.query<{ id: string; role: Role }>(
      'SELECT id, role FROM users WHERE account_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NULL',
      [accountId, userIds],
    );
    return new Map(rows.map((row) => [row.id, row.role]));
  }

  /** Gives people their next version, since what they show has changed, in the order of their ids. */
  async nextVersions(accountId: string, userIds: readonly string[]) {
    return this.database.query<{ id: string; account_id: string; version: number }>(
      `WITH held AS (SELECT id FROM users WHERE account_id = $1 AND id = ANY ($2::uuid[]) AND deleted_at IS NULL
         ORDER BY id FOR NO KEY UPDATE)
       UPDATE users u SET version = u.version + 1, updated_at = now() FROM held
       WHERE u.account_id = $1 AND u.id = held.id RETURNING u.id, u.account_id, u.version`,
      [accountId, userIds],
    );
  }

  async facts(accountId: string, userId: string): Promise<PersonFacts | undefined> {
    const [row] = await this.database.query<PersonFacts>(
      `SELECT role, permissions AS custom, suspended_at IS NOT NULL AS suspended FROM users
       WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL`,
      [accountId, userId],
    );
    return row;
  }

  /** Those of the mailboxes that the account has. */
  async knownMailboxes(accountId: string, mailboxIds: readonly string[]): Promise<Set<string>> {
    return this.ids('SELECT id FROM mailboxes WHERE account_id = $1 AND id = ANY ($2::uuid[])', [
      accountId,
      mailboxIds,
    ]);
  }

  /** Those of the teams that the account has. */
  async knownTeams(accountId: string, teamIds: readonly string[]): Promise<Set<string>> {
    return this.ids('SELECT id FROM teams WHERE account_id = $1 AND id = ANY ($2::uuid[])', [accountId, teamIds]);
  }

  /** Mailboxes granted to somebody directly or through teams. */
  async grantedMailboxes(accountId: string, userId: string): Promise<Set<string>> {
    return this.ids(
      `SELECT mailbox_id AS id FROM mailbox_grants WHERE account_id = $1 AND user_id = $2
       UNION SELECT t.mailbox_id FROM team_members tm
         JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
         WHERE tm.account_id = $1 AND tm.user_id = $2`,
      [accountId, userId],
    );
  }

  async directMailboxes(accountId: string, userId: string): Promise<string[]> {
    const sql = 'SELECT mailbox_id AS id FROM mailbox_grants WHERE account_id = $1 AND user_id = $2 ORDER BY 1';
    return [...(await this.ids(sql, [accountId, userId]))];
  }

  /** What lets somebody use a mailbox, but for being the owner. Nothing for a mailbox that is not granted. */
  async grants(accountId: string, userId: string, mailboxId: string): Promise<AccessReason[]> {
    const rows = await this.database.query<{ id: string | null; name: string | null }>(
      `SELECT NULL::uuid AS id, NULL AS name FROM mailbox_grants
       WHERE account_id = $1 AND user_id = $2 AND mailbox_id = $3
       UNION ALL (SELECT t.id, t.name FROM team_members tm
         JOIN team_mailbox_grants g ON g.account_id = tm.account_id AND g.team_id = tm.team_id AND g.mailbox_id = $3
         JOIN teams t ON t.account_id = tm.account_id AND t.id = tm.team_id
         WHERE tm.account_id = $1 AND tm.user_id = $2 ORDER BY t.name COLLATE "C", t.id)`,
      [accountId, userId, mailboxId],
    );
    return rows.map(({ id, name }) =>
      id === null || name === null ? { kind: 'direct_grant' } : { kind: 'team_grant', id, name },
    );
  }

  async changeDirect(accountId: string, userId: string, { added, removed }: Difference): Promise<void> {
    const taken = `DELETE FROM mailbox_grants WHERE account_id = $1 AND user_id = $2 AND mailbox_id = ANY ($3::uuid[])`;
    await this.database.query(taken, [accountId, userId, removed]);
    const given = `INSERT INTO mailbox_grants (account_id, user_id, mailbox_id)
      SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING`;
    await this.database.query(given, [accountId, userId, added]);
  }

  async changeTeams(accountId: string, userId: string, { added, removed }: Difference): Promise<void> {
    const left = 'DELETE FROM team_members WHERE account_id = $1 AND user_id = $2 AND team_id = ANY ($3::uuid[])';
    await this.database.query(left, [accountId, userId, removed]);
    const joined = `INSERT INTO team_members (account_id, user_id, team_id)
      SELECT $1, $2, unnest($3::uuid[]) ON CONFLICT DO NOTHING`;
    await this.database.query(joined, [accountId, userId, added]);
  }

  private async ids(sql: string, values: readonly unknown[]): Promise<Set<string>> {
    const rows = await this.database.query<{ id: string }>(sql, values);
    return new Set(rows.map((row) => row.id));
  }
}
