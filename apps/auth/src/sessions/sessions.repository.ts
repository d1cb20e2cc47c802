import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

/** A session that may be used now. */
export interface LiveSession {
  id: string;
  account_id: string;
  user_id: string;
  transport: 'cookie' | 'bearer';
  amr: string[];
  created_at: Date;
  authenticated_at: Date;
  expires_at: Date;
  /** Its last use was noted more than a minute ago. */
  unnoted: boolean;
  /** CIDR ranges that the account allows; none is everywhere. */
  allowed_ip_ranges: string[];
}

/** A session that is about to be used. */
export interface UsedSession extends LiveSession {
  /** The account requires a second factor of its person, who has none. */
  lacks_factor: boolean;
}

/** A session as its cookie finds it. */
export interface CookieSession extends UsedSession {
  /** It was found by the cookie that it has now. */
  current: boolean;
  /** The cookie before may be used until this one is. */
  unsettled: boolean;
}

/** A session as its refresh sees it. */
export interface RefreshableSession extends UsedSession {
  generation: number;
  /** The present generation was issued within the replay window. */
  replayable: boolean;
  access_token_sealed: Buffer | null;
  live: boolean;
}

export interface NewSession {
  id: string;
  accountId: string;
  userId: string;
  transport: 'cookie' | 'bearer';
  secretDigest: Buffer | null;
  amr: string[];
  ip: string;
  userAgent: string;
  idleSeconds: number;
  maxSeconds: number;
}

export interface EndedSession {
  id: string;
  account_id: string;
  user_id: string;
}

export type EndReason = 'signed_out' | 'revoked' | 'replaced' | 'refresh_reuse';

/** Seconds for which requests that left with the cookie before may come through. */
const overlapSeconds = 10;
/** Seconds within which a repeated refresh gets the same answer. */
const replaySeconds = 10;

const columns = `s.id, s.account_id, s.user_id, s.transport, s.amr, s.created_at, s.authenticated_at, s.expires_at,
  s.last_seen_at < now() - interval '60 seconds' AS unnoted,
  coalesce((SELECT a.allowed_ip_ranges FROM account_security a WHERE a.account_id = s.account_id), '{}') AS allowed_ip_ranges`;
const alive = `s.ended_at IS NULL AND s.expires_at > now() AND s.last_seen_at > now() - s.idle_seconds * interval '1 second'
  AND i.suspended_at IS NULL AND i.deleted_at IS NULL`;
const lacksFactor = `EXISTS (SELECT FROM account_security a WHERE a.account_id = s.account_id
  AND (a.require_two_factor = 'everyone' OR (a.require_two_factor = 'managers' AND i.manager))
  AND NOT EXISTS (SELECT FROM second_factors f WHERE f.user_id = s.user_id AND f.activated_at IS NOT NULL)
  ) AS lacks_factor`;
const source = 'sessions s JOIN identities i ON i.user_id = s.user_id';

@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  async insert(session: NewSession): Promise<LiveSession> {
    const [row] = await this.database.query<LiveSession>(
      `INSERT INTO sessions AS s (id, account_id, user_id, transport, secret_digest, amr, ip, user_agent, idle_seconds,
         expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + $10 * interval '1 second')
       RETURNING ${columns}`,
      [
        session.id,
        session.accountId,
        session.userId,
        session.transport,
        session.secretDigest,
        session.amr,
        session.ip,
        session.userAgent,
        session.idleSeconds,
        session.maxSeconds,
      ],
      'session-insert',
    );
    if (row === undefined) throw new Error('The session was not written');
    return row;
  }

  /**
   * Whether somebody may have a session: there, not suspended, and with the password that they showed. Held until the
   * transaction ends, so that whatever ends sessions comes before or after, never between.
   */
  async holdStanding(userId: string, passwordSet: string | null): Promise<boolean> {
    const standing = 'i.user_id = $1 AND i.suspended_at IS NULL AND i.deleted_at IS NULL';
    if (passwordSet === null) {
      const sql = `SELECT FROM identities i WHERE ${standing} FOR SHARE`;
      return (await this.database.query(sql, [userId], 'identity-hold')).length > 0;
    }
    const rows = await this.database.query(
      `SELECT FROM identities i JOIN credentials c ON c.user_id = i.user_id
       WHERE ${standing} AND extract(epoch FROM c.password_set_at)::text = $2 FOR SHARE`,
      [userId, passwordSet],
      'credential-hold',
    );
    return rows.length > 0;
  }

  /**
   * By the digest of its cookie; undefined when it may not be used. The cookie before a fresh proof is good for what it
   * was good for, without the proof, and only until the new one is used and requests under way have come through.
   */
  async liveByDigest(digest: Buffer): Promise<CookieSession | undefined> {
    const [row] = await this.database.query<CookieSession & { previous_authenticated_at: Date }>(
      `SELECT ${columns}, ${lacksFactor}, s.secret_digest = $1 AS current, s.previous_authenticated_at,
         s.previous_digest IS NOT NULL AND s.previous_until IS NULL AS unsettled
       FROM ${source} WHERE (s.secret_digest = $1
         OR s.previous_digest = $1 AND (s.previous_until IS NULL OR s.previous_until > now())) AND ${alive}`,
      [digest],
      'session-by-digest',
    );
    return row === undefined || row.current ? row : { ...row, authenticated_at: row.previous_authenticated_at };
  }

  /** The new cookie has arrived: the one before goes after {@link overlapSeconds}. */
  settleCookie(id: string): void {
    this.database.post(
      `UPDATE sessions SET previous_until = now() + interval '${overlapSeconds} seconds'
       WHERE id = $1 AND previous_digest IS NOT NULL AND previous_until IS NULL`,
      [id],
    );
  }

  async liveById(id: string): Promise<UsedSession | undefined> {
    const [row] = await this.database.query<UsedSession>(
      `SELECT ${columns}, ${lacksFactor} FROM ${source} WHERE s.id = $1 AND ${alive}`,
      [id],
      'session-by-id',
    );
    return row;
  }

  /** Notes the use, at most once a minute whatever happens at once. */
  async note(id: string, ip: string): Promise<void> {
    this.database.post(
      `UPDATE sessions SET last_seen_at = now(), ip = $2
       WHERE id = $1 AND ended_at IS NULL AND last_seen_at < now() - interval '60 seconds'`,
      [id, ip],
      'session-note',
    );
  }

  /** Holds the row, so that refreshes of one session happen one after another. */
  async lockForRefresh(id: string): Promise<RefreshableSession | undefined> {
    const [row] = await this.database.query<RefreshableSession>(
      `SELECT ${columns}, ${lacksFactor}, s.generation, s.access_token_sealed, ${alive} AS live,
         coalesce(s.rotated_at > now() - interval '${replaySeconds} seconds', false) AS replayable
       FROM ${source} WHERE s.id = $1 AND s.transport = 'bearer' FOR NO KEY UPDATE OF s`,
      [id],
      'session-lock-refresh',
    );
    return row;
  }

  async rotate(id: string, rotation: { generation: number; sealed: Buffer; ip: string }): Promise<void> {
    this.database.post(
      `UPDATE sessions SET generation = $2, rotated_at = now(), access_token_sealed = $3, last_seen_at = now(), ip = $4
       WHERE id = $1`,
      [id, rotation.generation, rotation.sealed, rotation.ip],
      'session-rotate',
    );
  }

  /**
   * The person has just proved who they are. With a digest, a session in a cookie goes on under another one. Of those
   * before, the last that was used may be used until the new one is, because its browser may never have got that; with
   * `endsPrevious` only as long as requests are under way.
   */
  async markAuthenticated(
    id: string,
    { digest, endsPrevious }: { digest: Buffer | undefined; endsPrevious: boolean },
  ): Promise<LiveSession | undefined> {
    const renews = `s.transport = 'cookie' AND $2::bytea IS NOT NULL`;
    const unused = 's.previous_digest IS NOT NULL AND s.previous_until IS NULL';
    const [row] = await this.database.query<LiveSession>(
      `UPDATE sessions s SET authenticated_at = now(), last_seen_at = now(),
         secret_digest = CASE WHEN ${renews} THEN $2 ELSE s.secret_digest END,
         previous_digest = CASE WHEN ${renews} AND NOT (${unused}) THEN s.secret_digest ELSE s.previous_digest END,
         previous_authenticated_at = CASE WHEN ${renews} AND NOT (${unused}) THEN s.authenticated_at
           ELSE s.previous_authenticated_at END,
         previous_until = CASE WHEN NOT (${renews}) THEN s.previous_until
           WHEN $3::boolean THEN now() + interval '${overlapSeconds} seconds' END
       WHERE s.id = $1 AND s.ended_at IS NULL RETURNING ${columns}`,
      [id, digest ?? null, endsPrevious],
    );
    return row;
  }

  async end(id: string, reason: EndReason): Promise<EndedSession[]> {
    return this.database.query<EndedSession>(
      `UPDATE sessions SET ended_at = now(), ended_reason = $2, access_token_sealed = NULL
       WHERE id = $1 AND ended_at IS NULL RETURNING id, account_id, user_id`,
      [id, reason],
      'session-end',
    );
  }

  /** All of a person; with a time, those that were made before it. */
  async endAll(userId: string, reason: EndReason, before?: Date): Promise<EndedSession[]> {
    return this.database.query<EndedSession>(
      `UPDATE sessions SET ended_at = now(), ended_reason = $2, access_token_sealed = NULL
       WHERE user_id = $1 AND ended_at IS NULL AND ($3::timestamptz IS NULL OR created_at < $3)
       RETURNING id, account_id, user_id`,
      [userId, reason, before ?? null],
      'session-end-all',
    );
  }

  /** All of a person but one. */
  async endOthers(userId: string, keptId: string, reason: EndReason): Promise<EndedSession[]> {
    return this.database.query<EndedSession>(
      `UPDATE sessions SET ended_at = now(), ended_reason = $3, access_token_sealed = NULL
       WHERE user_id = $1 AND id <> $2 AND ended_at IS NULL RETURNING id, account_id, user_id`,
      [userId, keptId, reason],
      'session-end-others',
    );
  }

  /** Removes what ended or expired 90 days ago. @returns how many, at most 5,000 */
  async purge(): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < now() - interval '90 days' LIMIT 5000)
       RETURNING 1`,
    );
    return rows.length;
  }
}
