import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { MailKind } from '#contracts';
import { Database } from '#postgres';
import type { FinalStatus, NewMail, QueuedMail } from './mail.js';

interface ClaimedRow {
  id: string;
  account_id: string;
  kind: MailKind;
  user_id: string;
  recipient_user_id: string;
  invited_by: string | null;
  link_id: string | null;
  invitation_version: number | null;
  subject_id: string | null;
  message_id: string;
  attempts: number;
  version: number;
  created_at: Date;
}

function toMail(row: ClaimedRow): QueuedMail {
  return {
    id: row.id,
    accountId: row.account_id,
    kind: row.kind,
    userId: row.user_id,
    recipientUserId: row.recipient_user_id,
    invitedBy: row.invited_by,
    linkId: row.link_id,
    invitationVersion: row.invitation_version,
    subjectId: row.subject_id,
    messageId: row.message_id,
    attempts: row.attempts,
    version: row.version,
    createdAt: row.created_at,
  };
}

/** The queue of mails and what became of them. */
@Injectable()
export class MailsRepository {
  constructor(private readonly database: Database) {}

  /** Puts a mail into the queue; a second one for the same occasion changes nothing. */
  async add(mail: NewMail, domain: string): Promise<void> {
    const id = uuidv7();
    this.database.post(
      `INSERT INTO mails (id, account_id, kind, user_id, recipient_user_id, invited_by, link_id, invitation_version, message_id,
         subject_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
      [
        id,
        mail.accountId,
        mail.kind,
        mail.userId,
        mail.recipientUserId,
        mail.invitedBy,
        mail.linkId,
        mail.invitationVersion,
        `<${id}@${domain}>`,
        mail.subjectId ?? null,
      ],
      'mail-add',
    );
  }

  /** Takes one due mail; its row stays locked until the transaction ends. */
  async claim(): Promise<QueuedMail | undefined> {
    const [row] = await this.database.query<ClaimedRow>(
      `SELECT id, account_id, kind, user_id, recipient_user_id, invited_by, link_id, invitation_version, subject_id,
         message_id, attempts, version, created_at
       FROM mails WHERE status = 'queued' AND next_attempt_at <= now()
       ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED`,
      // Not prepared: the plan of an empty queue would read all of a full one, until its statistics are next taken.
    );
    return row === undefined ? undefined : toMail(row);
  }

  /** The transaction may be idle for so long while the relay works; the session's own limit is shorter. */
  async allowIdle(milliseconds: number): Promise<void> {
    this.database.post(
      `SELECT set_config('idle_in_transaction_session_timeout', $1, true)`,
      [String(milliseconds)],
      'mail-allow-idle',
    );
  }

  async postpone(mail: QueuedMail, next: { delayMs: number; counted: boolean; detail: string }): Promise<void> {
    await this.database.query(
      `UPDATE mails SET next_attempt_at = now() + $2 * interval '1 millisecond', attempts = attempts + $3,
         detail = $4, updated_at = now() WHERE id = $1`,
      [mail.id, Math.round(next.delayMs), next.counted ? 1 : 0, next.detail],
      'mail-postpone',
    );
  }

  /** @returns the version of the mail after it */
  async finish(mail: QueuedMail, end: { status: FinalStatus; detail: string; digest: Buffer | null }): Promise<number> {
    const [row] = await this.database.query<{ version: number }>(
      `UPDATE mails SET status = $2, detail = $3, address_digest = $4, attempts = attempts + 1, version = version + 1,
         finished_at = now(), updated_at = now() WHERE id = $1 RETURNING version`,
      [mail.id, end.status, end.detail, end.digest],
      'mail-finish',
    );
    return row?.version ?? mail.version + 1;
  }

  /** Removes what ended 90 days ago, long after its event could come again. @returns how many, at most 5,000 */
  async purge(): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM mails WHERE id IN (
         SELECT id FROM mails WHERE finished_at < now() - interval '90 days' LIMIT 5000) RETURNING 1`,
    );
    return rows.length;
  }
}
