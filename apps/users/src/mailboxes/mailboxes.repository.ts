import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import type { Position } from '../lists/cursor.js';
import { teamsCount } from '../policy/plan-conditions.js';
import type { SelectedMailbox } from './mailbox.mapper.js';

const visible = `($2::uuid IS NULL
  OR EXISTS (SELECT FROM mailbox_grants g
    WHERE g.account_id = m.account_id AND g.user_id = $2 AND g.mailbox_id = m.id)
  OR EXISTS (SELECT FROM team_members tm
    JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
    WHERE tm.account_id = m.account_id AND tm.user_id = $2 AND t.mailbox_id = m.id AND ${teamsCount}))`;

const mailboxColumns = 'm.id, m.number, m.name, m.email, m.created_at, m.updated_at';

/** Mailboxes by a part of their name or address; all when there is nothing to look for. */
function matches(parameter: string): string {
  return `(${parameter}::text IS NULL OR strpos(users.fold(m.name) || ' ' || m.email, users.fold(${parameter})) > 0)`;
}

/** A mailbox with the version that the ETag shows. */
export type VersionedMailboxRow = SelectedMailbox & { version: number };

@Injectable()
export class MailboxesRepository {
  constructor(private readonly database: Database) {}

  /** By name, after the position. @param visibleTo only those that this person can use; null for all */
  async list(
    accountId: string,
    visibleTo: string | null,
    page: { limit: number; after: Position | undefined; q?: string | undefined },
  ): Promise<SelectedMailbox[]> {
    return this.database.query<SelectedMailbox>(
      `SELECT ${mailboxColumns} FROM mailboxes m
       WHERE m.account_id = $1 AND ${visible} AND ${matches('$6')}
         AND ($3::text IS NULL OR (m.name COLLATE "C", m.id) > ($3, $4::uuid))
       ORDER BY m.name COLLATE "C", m.id LIMIT $5`,
      [accountId, visibleTo, page.after?.key ?? null, page.after?.id ?? null, page.limit, page.q ?? null],
      'mailboxes-list',
    );
  }

  /** @returns undefined for ids that the account does not have, or that this person cannot use */
  async find(accountId: string, visibleTo: string | null, mailboxId: string): Promise<VersionedMailboxRow | undefined> {
    const [row] = await this.database.query<VersionedMailboxRow>(
      `SELECT ${mailboxColumns}, m.version FROM mailboxes m WHERE m.account_id = $1 AND ${visible} AND m.id = $3`,
      [accountId, visibleTo, mailboxId],
      'mailbox-find',
    );
    return row;
  }

  async count(accountId: string, visibleTo: string | null, q?: string): Promise<number> {
    const [row] = await this.database.query<{ total: number }>(
      `SELECT count(*)::int AS total FROM mailboxes m WHERE m.account_id = $1 AND ${visible} AND ${matches('$3')}`,
      [accountId, visibleTo, q ?? null],
    );
    return row?.total ?? 0;
  }
}
