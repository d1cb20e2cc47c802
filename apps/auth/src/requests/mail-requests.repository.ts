import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '#postgres';
import { addressDigest } from '../limits/limits.repository.js';

export interface MailRequest {
  id: string;
  kind: 'password_reset' | 'sign_up';
  email: string;
  subject_id: string | null;
}

/** What is counted by itself: what strangers ask for, by kind, and resets that managers send. */
export type MailBudget = MailRequest['kind'] | 'sent_reset';

// Whoever took a request and died with it loses it to another one after so long; each try waits twice as long.
const lease = `least(10 * power(2, attempts), 600) * interval '1 second'`;
const newWindow = `r.window_start < now() - interval '1 hour'`;

/** Requests for mails that wait for a decision, and how many mails an address may get. */
@Injectable()
export class MailRequestsRepository {
  constructor(private readonly database: Database) {}

  async add({ kind, email, subject_id }: Omit<MailRequest, 'id'>): Promise<void> {
    await this.database.query(
      'INSERT INTO mail_requests (id, kind, email, subject_id) VALUES ($1, $2, $3, $4)',
      [uuidv7(), kind, email, subject_id],
      'mail-request-add',
    );
  }

  /** Takes one that is due; nobody else gets it for a while. */
  async take(): Promise<MailRequest | undefined> {
    const [row] = await this.database.query<MailRequest>(
      `UPDATE mail_requests SET attempts = attempts + 1, next_attempt_at = now() + ${lease}
       WHERE id = (SELECT id FROM mail_requests WHERE next_attempt_at <= now()
         ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
       RETURNING id, kind, email, subject_id`,
      [],
      'mail-request-take',
    );
    return row;
  }

  /** The one conditional write that makes its effect happen once. @returns false when somebody else was quicker */
  async settle(id: string): Promise<boolean> {
    const rows = await this.database.query('DELETE FROM mail_requests WHERE id = $1 RETURNING 1', [id]);
    return rows.length > 0;
  }

  /** Counts a mail to an address, over all accounts. @returns false when it has had enough of the kind for this hour */
  async admit(email: string, budget: MailBudget, limit: number): Promise<boolean> {
    const rows = await this.database.query(
      `INSERT INTO recipient_mails AS r (address_digest, kind, mails, window_start) VALUES ($1, $2, 1, now())
       ON CONFLICT ON CONSTRAINT pk_recipient_mails DO UPDATE SET
         mails = CASE WHEN ${newWindow} THEN 1 ELSE r.mails + 1 END,
         window_start = CASE WHEN ${newWindow} THEN now() ELSE r.window_start END
         WHERE ${newWindow} OR r.mails < $3
       RETURNING 1`,
      [addressDigest(email), budget, limit],
      'recipient-admit',
    );
    return rows.length > 0;
  }

  /** Whoever reads the mails of an address has set a password: none counts that was to lead there. */
  async forgetResets(email: string): Promise<void> {
    await this.database.query(
      `DELETE FROM recipient_mails WHERE address_digest = $1 AND kind IN ('password_reset', 'sent_reset')`,
      [addressDigest(email)],
    );
  }

  async purge(): Promise<void> {
    await this.database.query(`DELETE FROM mail_requests WHERE created_at < now() - interval '1 day'`);
    await this.database.query(`DELETE FROM recipient_mails WHERE window_start < now() - interval '1 day'`);
  }
}
