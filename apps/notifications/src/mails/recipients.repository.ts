import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { CONFIG, type NotificationsConfig } from '../config.js';

/** Whether an address may be mailed now, and if not, when. */
export type Clearance =
  | { kind: 'free' }
  | { kind: 'suppressed' }
  /** Another lane is mailing the same address right now. */
  | { kind: 'busy' }
  | { kind: 'full'; delayMs: number };

export function addressDigest(address: string): Buffer {
  return createHash('sha256').update(address).digest();
}

/** What is known about addresses over all accounts. */
@Injectable()
export class RecipientsRepository {
  constructor(
    private readonly database: Database,
    @Inject(CONFIG) private readonly config: Pick<NotificationsConfig, 'MAIL_HOURLY_LIMIT'>,
  ) {}

  /** Reserves the address until the end of the transaction, so that lanes cannot pass the limit together. */
  async clear(digest: Buffer): Promise<Clearance> {
    const [suppressed, reserved] = await Promise.all([this.isSuppressed(digest), this.reserve(digest)]);
    if (suppressed) return { kind: 'suppressed' };
    if (!reserved) return { kind: 'busy' };
    // Only now: a mail that another lane finished meanwhile must be counted.
    const delayMs = await this.waitMs(digest);
    return delayMs === undefined ? { kind: 'free' } : { kind: 'full', delayMs };
  }

  private async isSuppressed(digest: Buffer): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT 1 FROM suppressions WHERE address_digest = $1',
      [digest],
      'recipient-suppressed',
    );
    return rows.length > 0;
  }

  private async reserve(digest: Buffer): Promise<boolean> {
    const [row] = await this.database.query<{ free: boolean }>(
      'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS free',
      [`mail recipient ${digest.toString('hex')}`],
      'recipient-reserve',
    );
    return row?.free === true;
  }

  /** Until the oldest of the last hour's mails leaves the hour; undefined when there is room. */
  private async waitMs(digest: Buffer): Promise<number | undefined> {
    const [row] = await this.database.query<{ wait_ms: number }>(
      `SELECT extract(epoch FROM finished_at + interval '1 hour' - now())::float8 * 1000 AS wait_ms
       FROM mails WHERE address_digest = $1 AND status = 'accepted' AND finished_at > now() - interval '1 hour'
       ORDER BY finished_at DESC OFFSET $2 LIMIT 1`,
      [digest, this.config.MAIL_HOURLY_LIMIT - 1],
      'recipient-wait',
    );
    return row?.wait_ms;
  }
}
