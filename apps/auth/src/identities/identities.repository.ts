import { Injectable } from '@nestjs/common';
import type { Role } from '#contracts';
import { Database } from '#postgres';

export interface Identity {
  user_id: string;
  account_id: string;
  email: string;
  suspended: boolean;
}

export interface PutIdentity {
  userId: string;
  accountId: string;
  email: string;
  /** Version of the user that this is from. */
  version: number;
  suspended: boolean;
  role: Role;
}

/** A password as it is kept. */
export interface StoredPassword {
  hash: string;
  /** It is too short to stand alone. */
  needsFactor: boolean;
}

const managers: ReadonlySet<Role> = new Set(['owner', 'administrator']);

/** Whether `managers` of an account are meant by a role. */
export function isManager(role: Role): boolean {
  return managers.has(role);
}

/** People as far as signing in needs them, and their credentials. */
@Injectable()
export class IdentitiesRepository {
  constructor(private readonly database: Database) {}

  /** Writes address and role, unless newer ones are known. Whether they are suspended counts only for the first time. */
  async put(identity: PutIdentity): Promise<void> {
    this.database.post(
      `INSERT INTO identities AS i
         (user_id, account_id, email, email_version, state_version, suspended_at, manager, role_version)
       VALUES ($1, $2, $3, $4, $4, CASE WHEN $5 THEN now() END, $6, $4)
       ON CONFLICT ON CONSTRAINT pk_identities DO UPDATE SET
         email = CASE WHEN i.email_version < $4 THEN excluded.email ELSE i.email END,
         email_version = greatest(i.email_version, $4),
         manager = CASE WHEN i.role_version < $4 THEN excluded.manager ELSE i.manager END,
         role_version = greatest(i.role_version, $4)
       WHERE i.email_version < $4 OR i.role_version < $4`,
      [
        identity.userId,
        identity.accountId,
        identity.email,
        identity.version,
        identity.suspended,
        isManager(identity.role),
      ],
      'identity-put',
    );
  }

  /** The address that is known of somebody, and from which version; no other one is written until the transaction ends. */
  async holdAddress(userId: string): Promise<{ email: string; version: number } | undefined> {
    const [row] = await this.database.query<{ email: string; version: string }>(
      'SELECT email, email_version AS version FROM identities WHERE user_id = $1 FOR NO KEY UPDATE',
      [userId],
      'identity-hold-address',
    );
    return row === undefined ? undefined : { email: row.email, version: Number(row.version) };
  }

  /** Unless a newer one is known. @returns false when it is */
  async setRole(userId: string, role: Role, version: number): Promise<boolean> {
    const rows = await this.database.query(
      'UPDATE identities SET manager = $2, role_version = $3 WHERE user_id = $1 AND role_version < $3 RETURNING 1',
      [userId, isManager(role), version],
      'identity-set-role',
    );
    return rows.length > 0;
  }

  /**
   * Holds the person until the transaction ends, whatever is known: nothing is made for them meanwhile.
   * @returns false when something newer is known about them already, of their state or otherwise
   */
  async setState(userId: string, state: { suspended: boolean; deleted: boolean; version: number }): Promise<boolean> {
    const [known] = await this.database.query<{ newest: boolean }>(
      `SELECT state_version < $2 AND greatest(email_version, role_version) <= $2 AS newest FROM identities
       WHERE user_id = $1 FOR NO KEY UPDATE`,
      [userId, state.version],
    );
    await this.database.query(
      `UPDATE identities SET state_version = $2, suspended_at = CASE WHEN $3 THEN coalesce(suspended_at, now()) END,
         deleted_at = CASE WHEN $4 THEN coalesce(deleted_at, now()) END
       WHERE user_id = $1 AND state_version < $2`,
      [userId, state.version, state.suspended, state.deleted],
    );
    return known?.newest === true;
  }

  /** Undefined for nobody and for deleted people. */
  async byEmail(email: string): Promise<Identity | undefined> {
    const [row] = await this.database.query<Identity>(
      `SELECT user_id, account_id, email, suspended_at IS NOT NULL AS suspended FROM identities
       WHERE email = $1 AND deleted_at IS NULL`,
      [email],
      'identity-by-email',
    );
    return row;
  }

  async byId(userId: string): Promise<(Identity & { password_hash: string | null }) | undefined> {
    const [row] = await this.database.query<Identity & { password_hash: string | null }>(
      `SELECT i.user_id, i.account_id, i.email, i.suspended_at IS NOT NULL AS suspended, c.password_hash
       FROM identities i LEFT JOIN credentials c ON c.user_id = i.user_id
       WHERE i.user_id = $1 AND i.deleted_at IS NULL`,
      [userId],
      'identity-by-id',
    );
    return row;
  }

  /** Sets a password that nobody had to know an older one for. @returns the version of the credential after it */
  async setPassword(
    identity: Pick<Identity, 'user_id' | 'account_id'>,
    { hash, needsFactor }: StoredPassword,
  ): Promise<number> {
    const [row] = await this.database.query<{ version: string }>(
      `INSERT INTO credentials AS c
         (user_id, account_id, password_hash, password_set_at, recovered_at, needs_factor, version)
       VALUES ($1, $2, $3, now(), now(), $4, 1)
       ON CONFLICT ON CONSTRAINT pk_credentials DO UPDATE SET password_hash = excluded.password_hash,
         password_set_at = now(), recovered_at = now(), needs_factor = excluded.needs_factor, version = c.version + 1
       RETURNING version`,
      [identity.user_id, identity.account_id, hash, needsFactor],
      'credential-set-password',
    );
    return Number(row?.version);
  }

  /** The same password under today's parameters, and what it is like; nothing that anybody has to be told. */
  async rehash(userId: string, before: string, { hash, needsFactor }: StoredPassword): Promise<void> {
    await this.database.query(
      'UPDATE credentials SET password_hash = $3, needs_factor = $4 WHERE user_id = $1 AND password_hash = $2',
      [userId, before, hash, needsFactor],
    );
  }

  /** @returns the next version for an event about the credential */
  async nextVersion(userId: string): Promise<number> {
    const [row] = await this.database.query<{ version: string }>(
      'UPDATE credentials SET version = version + 1 WHERE user_id = $1 RETURNING version',
      [userId],
    );
    return Number(row?.version ?? 0);
  }

  /** Takes out what is personal about somebody who was deleted: address, devices, places. The id stays. */
  async forget(userId: string): Promise<void> {
    await this.database.query(
      `UPDATE identities SET email = 'erased-' || user_id || '@erased.invalid' WHERE user_id = $1 AND deleted_at IS NOT NULL`,
      [userId],
    );
    await this.database.query(
      `UPDATE sessions SET ip = '', user_agent = '' WHERE user_id = $1 AND ended_at IS NOT NULL`,
      [userId],
    );
    await this.database.query('DELETE FROM sign_in_places WHERE user_id = $1', [userId]);
  }

  /** With a time, if it was set before it. @returns whether they have a password still */
  async removePassword(userId: string, before?: Date): Promise<boolean> {
    const [row] = await this.database.query<{ kept: boolean }>(
      `UPDATE credentials SET version = version + 1,
         password_hash = CASE WHEN password_set_at >= $2::timestamptz THEN password_hash END
       WHERE user_id = $1 RETURNING password_hash IS NOT NULL AS kept`,
      [userId, before ?? null],
    );
    return row?.kept === true;
  }
}
