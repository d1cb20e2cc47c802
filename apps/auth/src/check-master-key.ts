import { Client } from 'pg';
import { MasterKey } from './keys/master-key.js';
import { sealedAs } from './keys/signing-keys.js';

interface SealedKey {
  kid: string;
  private_key_sealed: Buffer;
}

async function newestKey(adminUrl: string): Promise<SealedKey | undefined> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ there: boolean }>(
      `SELECT to_regclass('auth.signing_keys') IS NOT NULL AS there`,
    );
    if (tables[0]?.there !== true) return undefined;
    const { rows } = await client.query<SealedKey>(
      'SELECT kid, private_key_sealed FROM auth.signing_keys ORDER BY created_at DESC LIMIT 1',
    );
    return rows[0];
  } finally {
    await client.end();
  }
}

/** Whether a database has no signing keys yet, or AUTH_MASTER_KEY is the one that they were made with. */
export async function opensSigningKeys(options: { adminUrl: string; masterKey: string }): Promise<boolean> {
  const key = await newestKey(options.adminUrl);
  if (key === undefined) return true;
  try {
    const master = new MasterKey({ AUTH_MASTER_KEY: Buffer.from(options.masterKey, 'base64') });
    master.open(sealedAs, key.private_key_sealed, key.kid);
    return true;
  } catch {
    return false;
  }
}
