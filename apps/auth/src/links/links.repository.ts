import { Injectable } from '@nestjs/common';
import type { LinkPurpose } from '#contracts';
import { Database } from '#postgres';
import type { Moment } from '../endings/moment.js';

export interface Link {
  id: string;
  account_id: string;
  user_id: string;
  purpose: LinkPurpose;
  version: number;
  subject_id: string | null;
  invited_by: string | null;
  expires_at: Date;
  expired: boolean;
  /** Neither spent nor replaced. */
  open: boolean;
}

export interface NewLink {
  id: string;
  accountId: string;
  userId: string;
  purpose: LinkPurpose;
  version: number;
  subjectId: string | null;
  invitedBy: string | null;
  tokenDigest: Buffer;
  expiresAt: Date;
  /** Version of the user in the event that asks for it; absent when it is asked for here. */
  userVersion?: number;
}

/** Whose links end; absent bounds are none. */
interface LinkEnding {
  userId: string;
  accountId: string;
  at?: Moment;
  before?: Date;
}

/** Tries of a code before it is worth nothing. */
const codeTries = 5;

const columns = `id, account_id, user_id, purpose, version, subject_id, invited_by, expires_at,
  expires_at <= now() AS expired, spent_at IS NULL AND replaced_at IS NULL AS open`;

@Injectable()
export class LinksRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes a link and replaces the live one of the same person, purpose and subject.
   * @returns false when a later version is known already, or what has ended the links of the person since
   */
  async add(link: NewLink): Promise<boolean> {
    const key = [link.userId, link.purpose, link.subjectId];
    const [newer] = await this.database.query<{ known: boolean }>(
      `SELECT EXISTS (SELECT FROM links WHERE user_id = $1 AND purpose = $2 AND subject_id IS NOT DISTINCT FROM $3::uuid
         AND version >= $4)
         OR EXISTS (SELECT FROM link_endings WHERE user_id = $1 AND user_version > $5) AS known`,
      [...key, link.version, link.userVersion ?? null],
      'link-newer',
    );
    if (newer?.known === true) return false;
    // Where nothing is as new as the first one there is nothing.
    if (link.version > 1) this.replace(key);
    this.database.post(
      `INSERT INTO links (id, account_id, user_id, purpose, version, subject_id, token_digest, invited_by, expires_at,
         user_version)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
      [
        link.id,
        link.accountId,
        link.userId,
        link.purpose,
        link.version,
        link.subjectId,
        link.tokenDigest,
        link.invitedBy,
        link.expiresAt,
        link.userVersion ?? null,
      ],
      'link-insert',
    );
    return true;
  }

  private replace(key: unknown[]): void {
    this.database.post(
      `UPDATE links SET replaced_at = now() WHERE user_id = $1 AND purpose = $2
         AND subject_id IS NOT DISTINCT FROM $3::uuid AND spent_at IS NULL AND replaced_at IS NULL`,
      key,
      'link-replace',
    );
  }

  async byId(id: string): Promise<Link | undefined> {
    const [row] = await this.database.query<Link>(`SELECT ${columns} FROM links WHERE id = $1`, [id], 'link-by-id');
    return row;
  }

  async byToken(digest: Buffer, purpose: LinkPurpose): Promise<Link | undefined> {
    const [row] = await this.database.query<Link>(
      `SELECT ${columns} FROM links WHERE token_digest = $1 AND purpose = $2`,
      [digest, purpose],
      'link-by-token',
    );
    return row;
  }

  /** The newest of a person that is still open, expired or not. */
  async newestOf(userId: string, purpose: LinkPurpose): Promise<Link | undefined> {
    const [row] = await this.database.query<Link>(
      `SELECT ${columns} FROM links WHERE user_id = $1 AND purpose = $2 AND spent_at IS NULL AND replaced_at IS NULL
       ORDER BY created_at DESC LIMIT 1`,
      [userId, purpose],
      'link-newest',
    );
    return row;
  }

  /** Takes one of the five tries of a code before it is compared. @returns false when none is left */
  async takeCodeTry(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE links SET code_failures = code_failures + 1 WHERE id = $1 AND code_failures < ${codeTries} RETURNING 1`,
      [id],
    );
    return rows.length > 0;
  }

  /** The code was right: the try was no failure. */
  async returnCodeTry(id: string): Promise<void> {
    await this.database.query('UPDATE links SET code_failures = greatest(code_failures - 1, 0) WHERE id = $1', [id]);
  }

  /** The one conditional write that makes a link single-use. @returns false when it is no longer alive */
  async spend(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE links SET spent_at = now()
       WHERE id = $1 AND spent_at IS NULL AND replaced_at IS NULL AND expires_at > now() RETURNING 1`,
      [id],
      'link-spend',
    );
    return rows.length > 0;
  }

  /** @returns false when it was asked for before */
  async requestRenewal(id: string): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE links SET renewal_requested_at = now()
       WHERE id = $1 AND renewal_requested_at IS NULL AND spent_at IS NULL AND replaced_at IS NULL RETURNING 1`,
      [id],
    );
    return rows.length > 0;
  }

  /**
   * Kills the open invitations of a person up to a version. When none as new is known yet, leaves a dead link in its
   * place, so that the event that tells of it late makes none.
   * @param link what that one is to be; nobody gets its token
   */
  async revokeInvitations(link: Omit<NewLink, 'purpose' | 'subjectId' | 'invitedBy'>): Promise<void> {
    const upTo = [link.userId, link.version];
    await this.database.query(
      `UPDATE links SET replaced_at = now() WHERE user_id = $1 AND purpose = 'invitation' AND version <= $2
         AND spent_at IS NULL AND replaced_at IS NULL`,
      upTo,
    );
    await this.database.query(
      `INSERT INTO links (id, account_id, user_id, purpose, version, token_digest, expires_at, replaced_at)
       SELECT $3, $4, $1, 'invitation', $2, $5, $6, now()
       WHERE NOT EXISTS (SELECT FROM links WHERE user_id = $1 AND purpose = 'invitation' AND version >= $2)`,
      [...upTo, link.id, link.accountId, link.tokenDigest, link.expiresAt],
    );
  }

  /** Whether the person accepted an invitation up to a version, and none that came after it. */
  async acceptedNoLater(userId: string, version: number): Promise<boolean> {
    const [row] = await this.database.query<{ newest: number | null }>(
      `SELECT max(version) AS newest FROM links WHERE user_id = $1 AND purpose = 'invitation' AND spent_at IS NOT NULL`,
      [userId],
    );
    const newest = row?.newest ?? null;
    return newest !== null && newest <= version;
  }

  /** How many links of a person still work. */
  async countLive(userId: string): Promise<number> {
    const [row] = await this.database.query<{ live: number }>(
      `SELECT count(*)::int AS live FROM links
       WHERE user_id = $1 AND spent_at IS NULL AND replaced_at IS NULL AND expires_at > now()`,
      [userId],
    );
    return row?.live ?? 0;
  }

  /**
   * Kills the open links of a person: those that were made here, or were until `before`, and those that the users service
   * asked for before the moment, also when it is heard of them later.
   */
  async replaceAll({ userId, accountId, at, before }: LinkEnding): Promise<void> {
    await this.database.query(
      `UPDATE links SET replaced_at = now() WHERE user_id = $1 AND spent_at IS NULL AND replaced_at IS NULL
         AND CASE WHEN user_version IS NULL THEN $2::timestamptz IS NULL OR created_at < $2
           ELSE $3::bigint IS NULL OR user_version < $3 END`,
      [userId, before ?? null, at?.version ?? null],
    );
    if (at === undefined) return;
    this.database.post(
      `INSERT INTO link_endings AS e (user_id, account_id, user_version) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT pk_link_endings
         DO UPDATE SET user_version = greatest(e.user_version, excluded.user_version)`,
      [userId, accountId, at.version],
    );
  }

  /** Kills links that were made here and mailed to an address which is not the person's any more, as is heard just now. */
  replaceOfOther({ userId, email, version }: { userId: string; email: string; version: number }): void {
    this.database.post(
      `UPDATE links l SET replaced_at = now() FROM identities i
       WHERE l.user_id = $1 AND i.user_id = $1 AND i.email <> $2 AND i.email_version < $3
         AND l.user_version IS NULL AND l.spent_at IS NULL AND l.replaced_at IS NULL`,
      [userId, email, version],
    );
  }

  /** Removes what expired 90 days ago. @returns how many, at most 5,000 */
  async purge(): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM links WHERE id IN (SELECT id FROM links WHERE expires_at < now() - interval '90 days' LIMIT 5000)
       RETURNING 1`,
    );
    return rows.length;
  }
}
