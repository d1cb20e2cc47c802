import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

/** Wrong passwords in a row that block an address. */
export const maxFailuresInARow = 10;
/** Wrong passwords in a row within a session after which its tries are like any other. */
const maxSessionFailures = 10;
/** Wrong second factors of a person within an hour, over all their sign-ins. */
export const maxFactorFailures = 10;
/** Length of the window in which failures of a network are counted, in seconds. */
export const windowSeconds = 60;

/** How a try of a password stands before it is evaluated. */
export interface Admission {
  /** Failures of the network in this window, this try among them. */
  network_failures: number;
  resets_in: number;
  /** This try may be evaluated and must be finished by `succeed` or `fail`. */
  reserved: boolean;
  locked: boolean;
  user_id: string | null;
  account_id: string | null;
  suspended: boolean;
  password_hash: string | null;
  /** When it was set, in seconds with all digits. */
  password_set: string | null;
  /** It is marked as too short to stand alone. */
  needs_factor: boolean;
  /** The account requires a second factor of some or all. */
  strict: boolean;
  /** CIDR ranges that the account allows; none is everywhere. */
  allowed_ip_ranges: string[];
}

export function addressDigest(email: string): Buffer {
  return createHash('sha256').update(email).digest();
}

// A try that is not finished within a minute died with its process and counts no more.
const livePending = `CASE WHEN g.touched_at < now() - interval '60 seconds' THEN 0 ELSE g.pending END`;
const newWindow = `n.window_start < now() - interval '${windowSeconds} seconds'`;

const oldHour = `g.window_start < now() - interval '1 hour'`;

const countNetwork = (
  when = '',
) => `INSERT INTO network_failures AS n (network, failures, window_start) VALUES ($1, 1, now())
  ON CONFLICT ON CONSTRAINT pk_network_failures DO UPDATE SET
    failures = CASE WHEN ${newWindow} THEN 1 ELSE n.failures + 1 END,
    window_start = CASE WHEN ${newWindow} THEN now() ELSE n.window_start END ${when}
  RETURNING failures, window_start`;

/** One statement: counts the try, reserves its evaluation, and finds whom the address belongs to. */
const admit = `WITH network AS (${countNetwork()}),
  guard AS (
    INSERT INTO password_guards AS g (address_digest, pending)
    SELECT $2::bytea, 1 FROM network WHERE network.failures <= $4 AND $5::boolean
    ON CONFLICT ON CONSTRAINT pk_password_guards DO UPDATE SET pending = ${livePending} + 1, touched_at = now()
      WHERE g.locked_at IS NULL AND g.failures + ${livePending} < ${maxFailuresInARow}
    RETURNING 1)
  SELECT network.failures AS network_failures,
    greatest(1, ceil(extract(epoch FROM network.window_start + interval '${windowSeconds} seconds' - now())))::int AS resets_in,
    EXISTS (SELECT FROM guard) AS reserved,
    EXISTS (SELECT FROM password_guards k WHERE k.address_digest = $2 AND k.locked_at IS NOT NULL) AS locked,
    i.user_id, i.account_id, coalesce(i.suspended_at IS NOT NULL, false) AS suspended, c.password_hash,
    extract(epoch FROM c.password_set_at)::text AS password_set, coalesce(c.needs_factor, false) AS needs_factor,
    coalesce(a.require_two_factor <> 'none', false) AS strict, coalesce(a.allowed_ip_ranges, '{}') AS allowed_ip_ranges
  FROM network LEFT JOIN identities i ON i.email = $3 AND i.deleted_at IS NULL
    LEFT JOIN credentials c ON c.user_id = i.user_id LEFT JOIN account_security a ON a.account_id = i.account_id`;

/** Counters that guard secrets. They live in the database, so a restart or another copy forgets nothing. */
@Injectable()
export class LimitsRepository {
  constructor(private readonly database: Database) {}

  /** @param attempt.guarded whether it counts against the address, too */
  async admit(attempt: { network: string; email: string; networkLimit: number; guarded: boolean }): Promise<Admission> {
    const [row] = await this.database.query<Admission>(
      admit,
      [attempt.network, addressDigest(attempt.email), attempt.email, attempt.networkLimit, attempt.guarded],
      'limits-admit',
    );
    if (row === undefined) throw new Error('The limiter gave no answer');
    return row;
  }

  /** The right password: nothing counts any more, of the address and of this try. */
  async succeed(attempt: { network: string; email: string }): Promise<void> {
    this.database.post(
      `WITH cleared AS (DELETE FROM password_guards WHERE address_digest = $2)
       UPDATE network_failures SET failures = greatest(failures - 1, 0) WHERE network = $1`,
      [attempt.network, addressDigest(attempt.email)],
      'limits-succeed',
    );
  }

  /** A wrong one. @returns true when this was the one that blocks the address */
  async fail(email: string): Promise<boolean> {
    const [row] = await this.database.query<{ locks: boolean }>(
      `UPDATE password_guards SET failures = failures + 1, pending = greatest(pending - 1, 0), touched_at = now(),
         locked_at = CASE WHEN failures + 1 >= ${maxFailuresInARow} THEN now() END
       WHERE address_digest = $1 AND locked_at IS NULL RETURNING locked_at IS NOT NULL AS locks`,
      [addressDigest(email)],
      'limits-fail',
    );
    return row?.locks === true;
  }

  /** Nothing was evaluated after all: gives the place back. */
  async giveBack(attempt: { network: string; email: string }): Promise<void> {
    this.database.post(
      `WITH given AS (UPDATE password_guards SET pending = greatest(pending - 1, 0) WHERE address_digest = $2)
       UPDATE network_failures SET failures = greatest(failures - 1, 0) WHERE network = $1`,
      [attempt.network, addressDigest(attempt.email)],
    );
  }

  /**
   * Takes one of a session's tries of its person's password before it is evaluated.
   * @returns false when it is no open session of the address, or has none left
   */
  async takeSessionTry(sessionId: string, email: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE sessions s SET proof_failures = s.proof_failures + 1 FROM identities i
       WHERE s.id = $1 AND s.ended_at IS NULL AND s.proof_failures < ${maxSessionFailures}
         AND i.user_id = s.user_id AND i.email = $2 AND i.deleted_at IS NULL RETURNING 1`,
      [sessionId, email],
      'limits-session-try',
    );
    return rows.length > 0;
  }

  /** The try was not evaluated. */
  async returnSessionTry(sessionId: string): Promise<void> {
    this.database.post('UPDATE sessions SET proof_failures = greatest(proof_failures - 1, 0) WHERE id = $1', [
      sessionId,
    ]);
  }

  /** The right password: nothing counts any more. */
  async clearSessionTries(sessionId: string): Promise<void> {
    this.database.post('UPDATE sessions SET proof_failures = 0 WHERE id = $1', [sessionId], 'limits-session-clear');
  }

  /** The address starts anew: a password was set by whoever reads its mail. @returns whether it was blocked */
  async unlock(email: string): Promise<boolean> {
    const [row] = await this.database.query<{ locked: boolean }>(
      'DELETE FROM password_guards WHERE address_digest = $1 RETURNING locked_at IS NOT NULL AS locked',
      [addressDigest(email)],
    );
    return row?.locked === true;
  }

  /**
   * Counts a try from a network before it is evaluated, unless there were too many in the present window: as many may
   * be under way as may fail.
   * @returns seconds until the next one when it may not be evaluated
   */
  async takeNetworkTry(network: string, limit: number): Promise<number | undefined> {
    const [row] = await this.database.query<{ resets_in: number | null }>(
      `WITH taken AS (${countNetwork(`WHERE ${newWindow} OR n.failures < $2`)})
       SELECT CASE WHEN NOT EXISTS (SELECT FROM taken) THEN greatest(1, coalesce(
         (SELECT ceil(extract(epoch FROM k.window_start + interval '${windowSeconds} seconds' - now()))::int
          FROM network_failures k WHERE k.network = $1), 1)) END AS resets_in`,
      [network, limit],
      'limits-network-try',
    );
    return row?.resets_in ?? undefined;
  }

  /** @returns failures of the present window, this one among them, and seconds until it is over */
  async countNetworkFailure(network: string): Promise<{ failures: number; resets_in: number }> {
    const [row] = await this.database.query<{ failures: number; resets_in: number }>(
      `WITH counted AS (${countNetwork()}) SELECT failures,
         greatest(1, ceil(extract(epoch FROM window_start + interval '${windowSeconds} seconds' - now())))::int AS resets_in
       FROM counted`,
      [network],
      'limits-count-network',
    );
    return row ?? { failures: 1, resets_in: windowSeconds };
  }

  /** A try that the network failed with was none. */
  async returnNetworkFailure(network: string): Promise<void> {
    this.database.post(
      'UPDATE network_failures SET failures = greatest(failures - 1, 0) WHERE network = $1',
      [network],
      'limits-return-network',
    );
  }

  /**
   * Counts a try of a person's second factor, unless there were too many within the hour.
   * @returns seconds until the next one when it may not be evaluated
   */
  async takeFactorTry({ userId, accountId }: { userId: string; accountId: string }): Promise<number | undefined> {
    const [taken] = await this.database.query(
      `INSERT INTO factor_guards AS g (user_id, account_id, failures, window_start) VALUES ($1, $2, 1, now())
       ON CONFLICT ON CONSTRAINT pk_factor_guards DO UPDATE SET
         failures = CASE WHEN ${oldHour} THEN 1 ELSE g.failures + 1 END,
         window_start = CASE WHEN ${oldHour} THEN now() ELSE g.window_start END
         WHERE ${oldHour} OR g.failures < ${maxFactorFailures}
       RETURNING 1`,
      [userId, accountId],
      'limits-factor-try',
    );
    if (taken !== undefined) return undefined;
    const [row] = await this.database.query<{ resets_in: number }>(
      `SELECT greatest(1, ceil(extract(epoch FROM window_start + interval '1 hour' - now())))::int AS resets_in
       FROM factor_guards WHERE user_id = $1`,
      [userId],
    );
    return row?.resets_in ?? 1;
  }

  async clearFactorTries(userId: string): Promise<void> {
    await this.database.query('DELETE FROM factor_guards WHERE user_id = $1', [userId], 'limits-factor-clear');
  }

  /** Removes counters that say nothing any more. Locks of people stay, those of nobody go after a day. */
  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM password_guards g WHERE g.touched_at < now() - interval '1 day' AND (g.locked_at IS NULL
         OR NOT EXISTS (SELECT FROM identities i WHERE sha256(convert_to(i.email, 'UTF8')) = g.address_digest))`,
    );
    await this.database.query(`DELETE FROM factor_guards WHERE window_start < now() - interval '1 hour'`);
    await this.database.query(`DELETE FROM network_failures WHERE window_start < now() - interval '1 hour'`);
  }
}
