import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Database } from '#postgres';

export interface Counted {
  accountId: string;
  userId: string;
  address: string;
}

/** Mails of the last day, and seconds until the oldest of them counts no more. */
export interface Counts {
  ofAddress: number;
  ofUser: number;
  addressWait: number;
  userWait: number;
}

function digestOf(address: string): Buffer {
  return createHash('sha256').update(address).digest();
}

@Injectable()
export class ConfirmationRequestsRepository {
  constructor(private readonly database: Database) {}

  /** Holds the address until the transaction ends, so that two people cannot pass its limit together. */
  async count({ accountId, userId, address }: Counted): Promise<Counts> {
    const digest = digestOf(address);
    await this.database.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
      `confirmation ${accountId} ${digest.toString('hex')}`,
    ]);
    const [row] = await this.database.query<Counts>(
      `SELECT count(*) FILTER (WHERE address_digest = $3)::int AS "ofAddress",
         count(*) FILTER (WHERE user_id = $2)::int AS "ofUser",
         coalesce(extract(epoch FROM min(requested_at) FILTER (WHERE address_digest = $3)
           + interval '1 day' - now()), 0)::float8 AS "addressWait",
         coalesce(extract(epoch FROM min(requested_at) FILTER (WHERE user_id = $2)
           + interval '1 day' - now()), 0)::float8 AS "userWait"
       FROM confirmation_requests
       WHERE account_id = $1 AND (user_id = $2 OR address_digest = $3) AND requested_at > now() - interval '1 day'`,
      [accountId, userId, digest],
      'confirmations-count',
    );
    return row ?? { ofAddress: 0, ofUser: 0, addressWait: 0, userWait: 0 };
  }

  /** Adds one, and forgets what counts no more. */
  async add({ accountId, userId, address }: Counted): Promise<void> {
    await this.database.query(
      `WITH forgotten AS (DELETE FROM confirmation_requests
         WHERE account_id = $2 AND user_id = $3 AND requested_at < now() - interval '1 day')
       INSERT INTO confirmation_requests (id, account_id, user_id, address_digest) VALUES ($1, $2, $3, $4)`,
      [uuidv7(), accountId, userId, digestOf(address)],
      'confirmations-add',
    );
  }
}
