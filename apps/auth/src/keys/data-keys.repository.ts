import { Injectable } from '@nestjs/common';
import { Database } from '#postgres';

export interface StoredDataKey {
  id: string;
  key_sealed: Buffer;
}

@Injectable()
export class DataKeysRepository {
  constructor(private readonly database: Database) {}

  async current(): Promise<StoredDataKey | undefined> {
    const [row] = await this.database.query<StoredDataKey>(
      'SELECT id, key_sealed FROM data_keys WHERE retired_at IS NULL',
    );
    return row;
  }

  async byId(id: string): Promise<StoredDataKey> {
    const [row] = await this.database.query<StoredDataKey>('SELECT id, key_sealed FROM data_keys WHERE id = $1', [id]);
    if (row === undefined) throw new Error(`There is no data key ${id}`);
    return row;
  }

  /** Does nothing when another copy was quicker: one key is in use. */
  async add(key: StoredDataKey): Promise<void> {
    await this.database.query('INSERT INTO data_keys (id, key_sealed) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
      key.id,
      key.key_sealed,
    ]);
  }

  /** Of two that do so at once, one key is in use. */
  async replace(key: StoredDataKey): Promise<void> {
    await this.database.query('UPDATE data_keys SET retired_at = now() WHERE retired_at IS NULL');
    await this.add(key);
  }

  /** Removes keys that were retired a day ago and seal nothing any more. */
  async purge(): Promise<void> {
    await this.database.query(
      `DELETE FROM data_keys k WHERE k.retired_at < now() - interval '1 day'
         AND NOT EXISTS (SELECT FROM second_factors f WHERE f.data_key_id = k.id)`,
    );
  }
}
