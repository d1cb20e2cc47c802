import { Injectable } from '@nestjs/common';
import type { FactorKind } from '#contracts';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';

/** Whose factors they are. */
export interface Person {
  userId: string;
  accountId: string;
}

export interface Factor {
  id: string;
  kind: FactorKind;
  name: string;
  created_at: Date;
  last_used_at: Date | null;
}

export interface TotpFactor {
  id: string;
  secret_sealed: Buffer;
  data_key_id: string;
}

export interface PasskeyFactor {
  id: string;
  account_id: string;
  user_id: string;
  credential_id: string;
  public_key: Buffer;
  sign_count: string;
  transports: string[];
}

const shown = 'id, kind, name, created_at, last_used_at';
const passkey = 'f.id, f.account_id, f.user_id, f.credential_id, f.public_key, f.sign_count, f.transports';

const passkeyKnown = () => new AppError('conflict', { detail: 'This passkey is registered already' });

/** Authenticator apps and passkeys. What does not count yet is seen by its activation only. */
@Injectable()
export class FactorsRepository {
  constructor(private readonly database: Database) {}

  /** Changes of one person's factors happen one after another. @returns false when there is no such person */
  async lock({ userId, accountId }: Person): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM identities WHERE user_id = $1 AND account_id = $2 AND deleted_at IS NULL FOR NO KEY UPDATE',
      [userId, accountId],
      'factors-lock',
    );
    return rows.length > 0;
  }

  /** Those that count, oldest first. */
  async list({ userId, accountId }: Person): Promise<Factor[]> {
    return this.database.query<Factor>(
      `SELECT ${shown} FROM second_factors WHERE user_id = $1 AND account_id = $2 AND activated_at IS NOT NULL ORDER BY id`,
      [userId, accountId],
      'factors-list',
    );
  }

  /** What decides whether one factor is enough: which kinds there are, and a password that cannot stand alone. */
  async standing({ userId, accountId }: Person): Promise<{ kinds: FactorKind[]; needsFactor: boolean }> {
    const [row] = await this.database.query<{ kinds: FactorKind[]; needs_factor: boolean }>(
      `SELECT ARRAY(SELECT f.kind FROM second_factors f
           WHERE f.user_id = $1 AND f.account_id = $2 AND f.activated_at IS NOT NULL ORDER BY f.id) AS kinds,
         EXISTS (SELECT FROM credentials c WHERE c.user_id = $1 AND c.needs_factor) AS needs_factor`,
      [userId, accountId],
      'factors-standing',
    );
    return { kinds: row?.kinds ?? [], needsFactor: row?.needs_factor ?? true };
  }

  /** Adds an app that does not count yet, in place of any other such. */
  async addTotp(
    { userId, accountId }: Person,
    factor: { id: string; name: string; sealed: Buffer; keyId: string },
  ): Promise<void> {
    await this.database.query(
      'DELETE FROM second_factors WHERE user_id = $1 AND account_id = $2 AND activated_at IS NULL',
      [userId, accountId],
    );
    await this.database.query(
      `INSERT INTO second_factors (id, account_id, user_id, kind, name, secret_sealed, data_key_id)
       VALUES ($1, $2, $3, 'totp', $4, $5, $6)`,
      [factor.id, accountId, userId, factor.name, factor.sealed, factor.keyId],
    );
  }

  /** An app that waits for its first code, for an hour. */
  async pendingTotp({ userId, accountId }: Person, id: string): Promise<TotpFactor | undefined> {
    const [row] = await this.database.query<TotpFactor>(
      `SELECT id, secret_sealed, data_key_id FROM second_factors WHERE id = $1 AND user_id = $2 AND account_id = $3
         AND kind = 'totp' AND activated_at IS NULL AND created_at > now() - interval '1 hour'`,
      [id, userId, accountId],
    );
    return row;
  }

  /** From now on it counts; the code that showed it does not count again. @returns false when it did already */
  async activate({ userId, accountId }: Person, id: string, step: number): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE second_factors SET activated_at = now(), last_used_at = now(), last_step = $4
       WHERE id = $1 AND user_id = $2 AND account_id = $3 AND activated_at IS NULL RETURNING 1`,
      [id, userId, accountId, step],
    );
    return rows.length > 0;
  }

  /** @throws AppError `conflict` when the passkey is known already */
  async addPasskey(
    { userId, accountId }: Person,
    added: {
      id: string;
      name: string;
      credentialId: string;
      publicKey: Buffer;
      signCount: number;
      transports: string[];
    },
  ): Promise<Factor> {
    const [row] = await meaning({ uq_second_factors_credential: passkeyKnown }, () =>
      this.database.query<Factor>(
        `INSERT INTO second_factors (id, account_id, user_id, kind, name, credential_id, public_key, sign_count,
           transports, activated_at)
         VALUES ($1, $2, $3, 'passkey', $4, $5, $6, $7, $8, now()) RETURNING ${shown}`,
        [
          added.id,
          accountId,
          userId,
          added.name,
          added.credentialId,
          added.publicKey,
          added.signCount,
          added.transports,
        ],
      ),
    );
    if (row === undefined) throw new Error('The passkey was not written');
    return row;
  }

  async totps({ userId, accountId }: Person): Promise<TotpFactor[]> {
    return this.database.query<TotpFactor>(
      `SELECT id, secret_sealed, data_key_id FROM second_factors
       WHERE user_id = $1 AND account_id = $2 AND kind = 'totp' AND activated_at IS NOT NULL ORDER BY id`,
      [userId, accountId],
      'factors-totps',
    );
  }

  /** The one conditional write by which a time step counts once. @returns false when it, or a later one, was used */
  async useStep(id: string, step: number): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE second_factors SET last_step = $2, last_used_at = now()
       WHERE id = $1 AND activated_at IS NOT NULL AND (last_step IS NULL OR last_step < $2) RETURNING 1`,
      [id, step],
      'factors-use-step',
    );
    return rows.length > 0;
  }

  async passkeys({ userId, accountId }: Person): Promise<PasskeyFactor[]> {
    return this.database.query<PasskeyFactor>(
      `SELECT ${passkey} FROM second_factors f WHERE f.user_id = $1 AND f.account_id = $2 AND f.kind = 'passkey' ORDER BY f.id`,
      [userId, accountId],
      'factors-passkeys',
    );
  }

  /** Of somebody who may sign in; whoever it is. */
  async passkeyByCredential(credentialId: string): Promise<PasskeyFactor | undefined> {
    const [row] = await this.database.query<PasskeyFactor>(
      `SELECT ${passkey} FROM second_factors f JOIN identities i ON i.user_id = f.user_id
       WHERE f.credential_id = $1 AND i.suspended_at IS NULL AND i.deleted_at IS NULL`,
      [credentialId],
      'factors-by-credential',
    );
    return row;
  }

  /** The counter only grows; passkeys that do not count always say 0. @returns false when it did not grow */
  async useCounter(id: string, count: number): Promise<boolean> {
    const rows = await this.database.query(
      `UPDATE second_factors SET sign_count = $2, last_used_at = now()
       WHERE id = $1 AND (sign_count < $2 OR (sign_count = 0 AND $2 = 0)) RETURNING 1`,
      [id, count],
      'factors-use-counter',
    );
    return rows.length > 0;
  }

  async rename({ userId, accountId }: Person, id: string, name: string): Promise<Factor | undefined> {
    const [row] = await this.database.query<Factor>(
      `UPDATE second_factors SET name = $4 WHERE id = $1 AND user_id = $2 AND account_id = $3
         AND activated_at IS NOT NULL RETURNING ${shown}`,
      [id, userId, accountId, name],
    );
    return row;
  }

  async remove({ userId, accountId }: Person, id: string): Promise<boolean> {
    const rows = await this.database.query(
      `DELETE FROM second_factors WHERE id = $1 AND user_id = $2 AND account_id = $3 AND activated_at IS NOT NULL
       RETURNING 1`,
      [id, userId, accountId],
    );
    return rows.length > 0;
  }

  /** All of a person; with a time, those that were added before it. */
  async removeAll({ userId, accountId }: Person, before?: Date): Promise<void> {
    await this.database.query(
      `DELETE FROM second_factors WHERE user_id = $1 AND account_id = $2
         AND ($3::timestamptz IS NULL OR created_at < $3)`,
      [userId, accountId, before ?? null],
    );
  }

  /** The next version for an event about how the person proves who they are; it shares the count of the password's. */
  async nextVersion({ userId, accountId }: Person): Promise<number> {
    const [row] = await this.database.query<{ version: string }>(
      `INSERT INTO credentials AS c (user_id, account_id, version) VALUES ($1, $2, 1)
       ON CONFLICT ON CONSTRAINT pk_credentials DO UPDATE SET version = c.version + 1 RETURNING version`,
      [userId, accountId],
    );
    return Number(row?.version);
  }

  /** Notes that from now on less is asked of them than before. */
  async noteRecovery({ userId, accountId }: Person): Promise<void> {
    await this.database.query('UPDATE credentials SET recovered_at = now() WHERE user_id = $1 AND account_id = $2', [
      userId,
      accountId,
    ]);
  }

  /** Apps whose secret is sealed with a key that is not in use any more; their rows stay locked. */
  async sealedWithRetiredKeys(): Promise<TotpFactor[]> {
    return this.database.query<TotpFactor>(
      `SELECT f.id, f.secret_sealed, f.data_key_id FROM second_factors f JOIN data_keys k ON k.id = f.data_key_id
       WHERE k.retired_at IS NOT NULL ORDER BY f.id LIMIT 500 FOR NO KEY UPDATE OF f`,
    );
  }

  async reseal(id: string, sealed: { content: Buffer; keyId: string }): Promise<void> {
    await this.database.query('UPDATE second_factors SET secret_sealed = $2, data_key_id = $3 WHERE id = $1', [
      id,
      sealed.content,
      sealed.keyId,
    ]);
  }

  /** Removes apps whose first code never came. */
  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM second_factors WHERE activated_at IS NULL AND created_at < now() - interval '1 day'`,
    );
  }
}
