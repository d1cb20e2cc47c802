import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

/** What a key signs. */
export type KeyPurpose = 'caller' | 'access';

/** Public half of a key (RFC 7517). */
export interface PublicJwk {
  kty: 'EC';
  crv: 'P-256';
  x: string;
  y: string;
}

export interface StoredKey {
  kid: string;
  purpose: KeyPurpose;
  public_jwk: PublicJwk;
  private_key_sealed: Buffer;
  retired_at: Date | null;
}

@Injectable()
export class SigningKeysRepository {
  constructor(private readonly database: Database) {}

  /** Those that may still verify something: present ones, and retired ones for a day. */
  async list(): Promise<StoredKey[]> {
    return this.database.queryOutside<StoredKey>(
      `SELECT kid, purpose, public_jwk, private_key_sealed, retired_at FROM auth.signing_keys
       WHERE retired_at IS NULL OR retired_at > now() - interval '1 day' ORDER BY created_at`,
    );
  }

  /** Does nothing when another copy was quicker: one key per purpose signs. */
  async add(key: Omit<StoredKey, 'retired_at'>): Promise<void> {
    await this.database.queryOutside(
      `INSERT INTO auth.signing_keys (kid, purpose, public_jwk, private_key_sealed) VALUES ($1, $2, $3, $4)
       ON CONFLICT DO NOTHING`,
      [key.kid, key.purpose, JSON.stringify(key.public_jwk), key.private_key_sealed],
    );
  }

  /** The old key of the purpose retires as the new one comes; of two who do so at once, one key signs. */
  async replace(key: Omit<StoredKey, 'retired_at'>): Promise<void> {
    await this.database.transaction({ system: 'rotate a signing key' }, async () => {
      await this.database.query(
        `UPDATE signing_keys SET retired_at = now() WHERE purpose = $1 AND retired_at IS NULL`,
        [key.purpose],
      );
      await this.database.query(
        `INSERT INTO signing_keys (kid, purpose, public_jwk, private_key_sealed) VALUES ($1, $2, $3, $4)
         ON CONFLICT DO NOTHING`,
        [key.kid, key.purpose, JSON.stringify(key.public_jwk), key.private_key_sealed],
      );
    });
  }
}
