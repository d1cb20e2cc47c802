import { Injectable } from '@nestjs/common';
import type { ApiKeyKind, Rights, Scope } from '#contracts';
import { Database } from '#postgres';

/** Whose key it is: a person's, or the account's. */
export type KeyOwner = { userId: string } | { accountId: string };

/** A key as lists and events show it. */
export interface KeyRow {
  id: string;
  account_id: string;
  user_id: string;
  owned_by: 'user' | 'account';
  kind: ApiKeyKind;
  name: string;
  scopes: Scope[];
  last_four: string;
  version: number;
  created_at: Date;
  expires_at: Date | null;
  last_used_at: Date | null;
  last_used_ip: string | null;
  replaced_by: string | null;
  ceiling: Rights | null;
  inherited_at: Date | null;
  held: boolean;
  expired: boolean;
  suspended: boolean;
}

/** A key as its use sees it. */
export interface UsedKey extends KeyRow {
  /** Neither revoked, expired nor held, and its person is neither suspended nor deleted. */
  usable: boolean;
  /** Its last use was noted more than a minute ago. */
  unnoted: boolean;
  /** CIDR ranges that the account allows; none is everywhere. */
  allowed_ip_ranges: string[];
}

export interface NewKey {
  id: string;
  accountId: string;
  userId: string;
  ownedBy: 'user' | 'account';
  kind: ApiKeyKind;
  name: string;
  scopes: readonly Scope[];
  digest: Buffer;
  lastFour: string;
  expiresAt: Date | null;
  /** Of tokens of the account. */
  ceiling: Rights | null;
}

/** Who answers for a token from now on, and within which limits. */
export interface Guardianship {
  userId: string;
  ceiling: Rights | null;
  /** Nobody chose so: the guardian before was deleted. */
  inherited: boolean;
  held: boolean;
}

const columns = `k.id, k.account_id, k.user_id, k.owned_by, k.kind, k.name, k.scopes, k.last_four, k.version, k.created_at,
  k.expires_at, k.last_used_at, k.last_used_ip, k.replaced_by, k.ceiling, k.inherited_at, k.held,
  coalesce(k.expires_at <= now(), false) AS expired`;
const alive = 'k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())';
const source = 'api_keys k JOIN identities i ON i.user_id = k.user_id';
const suspended = 'i.suspended_at IS NOT NULL AS suspended';

function ownedBy(owner: KeyOwner): [condition: string, id: string] {
  if ('userId' in owner) return [`k.user_id = $1 AND k.owned_by = 'user'`, owner.userId];
  return [`k.account_id = $1 AND k.owned_by = 'account'`, owner.accountId];
}

@Injectable()
export class ApiKeysRepository {
  constructor(private readonly database: Database) {}

  /** Holds everything that makes keys of this owner until the transaction ends: counting and adding is one step. */
  async lock(owner: KeyOwner): Promise<void> {
    const [, id] = ownedBy(owner);
    await this.database.query(`SELECT pg_advisory_xact_lock(hashtextextended('api-keys ' || $1::text, 0))`, [id]);
  }

  /** @returns live keys that are in use, and live ones that were replaced */
  async count(owner: KeyOwner): Promise<{ current: number; replaced: number }> {
    const [condition, id] = ownedBy(owner);
    const [row] = await this.database.query<{ current: number; replaced: number }>(
      `SELECT count(*) FILTER (WHERE k.replaced_by IS NULL)::int AS current,
         count(*) FILTER (WHERE k.replaced_by IS NOT NULL)::int AS replaced
       FROM api_keys k WHERE ${condition} AND ${alive}`,
      [id],
    );
    return row ?? { current: 0, replaced: 0 };
  }

  /** Holds the person's identity as it is. @returns false when they may have no key now */
  async holdPerson(accountId: string, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT 1 FROM identities WHERE user_id = $1 AND account_id = $2 AND suspended_at IS NULL AND deleted_at IS NULL
       FOR SHARE`,
      [userId, accountId],
    );
    return rows.length > 0;
  }

  async insert(key: NewKey): Promise<KeyRow> {
    const { id, accountId, userId, ownedBy: by, kind, name, scopes, digest, lastFour, expiresAt } = key;
    const ceiling = key.ceiling === null ? null : JSON.stringify(key.ceiling);
    const [row] = await this.database.query<KeyRow>(
      `INSERT INTO api_keys AS k (id, account_id, user_id, owned_by, kind, name, scopes, secret_digest, last_four, expires_at,
         ceiling)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING ${columns}, false AS suspended`,
      [id, accountId, userId, by, kind, name, scopes, digest, lastFour, expiresAt, ceiling],
      'api-key-insert',
    );
    if (row === undefined) throw new Error('The key was not written');
    return row;
  }

  /** Those that work, and those that expired within 30 days; at most 100, newest first. */
  async list(owner: KeyOwner): Promise<KeyRow[]> {
    const [condition, id] = ownedBy(owner);
    return this.database.query<KeyRow>(
      `SELECT ${columns}, ${suspended} FROM ${source}
       WHERE ${condition} AND k.revoked_at IS NULL
         AND (k.expires_at IS NULL OR k.expires_at > now() - interval '30 days')
       ORDER BY coalesce(k.expires_at <= now(), false), k.id DESC LIMIT 100`,
      [id],
    );
  }

  /** Those that work: a person's own, or the account's whose guardian they are. Up to 100 names, newest first. */
  async held({ accountId, userId }: { accountId: string; userId: string }, by: KeyRow['owned_by']) {
    const rows = await this.database.query<{ id: string; name: string; total: number }>(
      `SELECT k.id, k.name, count(*) OVER ()::int AS total FROM api_keys k
       WHERE k.account_id = $1 AND k.user_id = $2 AND k.owned_by = $3 AND ${alive} ORDER BY k.id DESC LIMIT 100`,
      [accountId, userId, by],
    );
    return { total: rows[0]?.total ?? 0, items: rows.map(({ id, name }) => ({ id, name })) };
  }

  async find(owner: KeyOwner, keyId: string): Promise<KeyRow | undefined> {
    const [condition, id] = ownedBy(owner);
    const [row] = await this.database.query<KeyRow>(
      `SELECT ${columns}, ${suspended} FROM ${source} WHERE ${condition} AND k.id = $2 AND k.revoked_at IS NULL`,
      [id, keyId],
    );
    return row;
  }

  /** By what was sent; undefined for what was never a key of this kind. */
  async byDigest(digest: Buffer, kind: ApiKeyKind): Promise<UsedKey | undefined> {
    const [row] = await this.database.query<UsedKey>(
      `SELECT ${columns}, ${suspended}, ${alive} AND NOT k.held AND i.suspended_at IS NULL AND i.deleted_at IS NULL AS usable,
         coalesce(k.last_used_at < now() - interval '60 seconds', true) AS unnoted,
         coalesce((SELECT a.allowed_ip_ranges FROM account_security a WHERE a.account_id = k.account_id), '{}')
           AS allowed_ip_ranges
       FROM ${source} WHERE k.secret_digest = $1 AND k.kind = $2`,
      [digest, kind],
      'api-key-by-digest',
    );
    return row;
  }

  /** Notes the use, at most once a minute whatever happens at once. */
  async note(id: string, ip: string): Promise<void> {
    await this.database.query(
      `UPDATE api_keys SET last_used_at = now(), last_used_ip = $2
       WHERE id = $1 AND (last_used_at IS NULL OR last_used_at < now() - interval '60 seconds')`,
      [id, ip],
      'api-key-note',
    );
  }

  /** The one conditional write of a rotation. @returns undefined when the key is not there to be replaced any more */
  async replace(owner: KeyOwner, keyId: string, by: { id: string; overlapHours: number }): Promise<KeyRow | undefined> {
    const [condition, id] = ownedBy(owner);
    const [row] = await this.database.query<KeyRow>(
      `UPDATE api_keys k SET replaced_by = $3, version = version + 1,
         expires_at = least(k.expires_at, now() + $4 * interval '1 hour')
       WHERE ${condition} AND k.id = $2 AND ${alive} AND k.replaced_by IS NULL RETURNING ${columns}, false AS suspended`,
      [id, keyId, by.id, by.overlapHours],
    );
    return row;
  }

  /** @returns undefined when there is none to revoke */
  async revoke(owner: KeyOwner, keyId: string): Promise<KeyRow | undefined> {
    const [condition, id] = ownedBy(owner);
    const [row] = await this.database.query<KeyRow>(
      `UPDATE api_keys k SET revoked_at = now(), version = version + 1
       WHERE ${condition} AND k.id = $2 AND k.revoked_at IS NULL RETURNING ${columns}, false AS suspended`,
      [id, keyId],
    );
    return row;
  }

  /** All of a person; with a time, those that were made before it. */
  async revokeAll(userId: string, before?: Date): Promise<KeyRow[]> {
    return this.database.query<KeyRow>(
      `UPDATE api_keys k SET revoked_at = now(), version = version + 1
       WHERE k.user_id = $1 AND k.owned_by = 'user' AND k.revoked_at IS NULL
         AND ($2::timestamptz IS NULL OR k.created_at < $2)
       RETURNING ${columns}, false AS suspended`,
      [userId, before ?? null],
    );
  }

  /** @returns undefined when there is no such token */
  async setGuardian(accountId: string, keyId: string, to: Guardianship): Promise<KeyRow | undefined> {
    const { userId, ceiling, inherited, held } = to;
    const [row] = await this.database.query<KeyRow>(
      `UPDATE api_keys k SET user_id = $3, version = version + 1, guarded_since = now(), ceiling = $4,
         inherited_at = CASE WHEN $5::boolean THEN now() END, held = $6
       WHERE k.account_id = $1 AND k.owned_by = 'account' AND k.id = $2 AND k.revoked_at IS NULL
       RETURNING ${columns}, false AS suspended`,
      [accountId, keyId, userId, ceiling === null ? null : JSON.stringify(ceiling), inherited, held],
    );
    return row;
  }

  /** Tokens of the account that somebody guards; with a time, since before it. Held until the transaction ends. */
  async guarded(accountId: string, userId: string, before?: Date): Promise<KeyRow[]> {
    return this.database.query<KeyRow>(
      `SELECT ${columns}, false AS suspended FROM api_keys k
       WHERE k.account_id = $1 AND k.owned_by = 'account' AND k.user_id = $2 AND k.revoked_at IS NULL
         AND ($3::timestamptz IS NULL OR k.guarded_since < $3)
       ORDER BY k.id FOR NO KEY UPDATE`,
      [accountId, userId, before ?? null],
    );
  }

  /** Of an erased person nothing stays; names of keys are their words. */
  async forget(userId: string): Promise<void> {
    await this.database.query(`DELETE FROM api_keys WHERE user_id = $1 AND owned_by = 'user'`, [userId]);
  }

  /** Removes what was revoked or expired 90 days ago. @returns how many, at most 5,000 */
  async purge(): Promise<number> {
    const rows = await this.database.query(
      `DELETE FROM api_keys WHERE id IN (
         SELECT id FROM api_keys WHERE least(revoked_at, expires_at) < now() - interval '90 days' LIMIT 5000)
       RETURNING 1`,
    );
    return rows.length;
  }
}
