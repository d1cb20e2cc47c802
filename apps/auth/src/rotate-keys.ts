import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { Database, dataSourceOptions } from '#postgres';
import { authDatabase } from './database/service-database.js';
import { FactorSecrets } from './factors/factor-secrets.js';
import { FactorsRepository } from './factors/factors.repository.js';
import { DataKeys } from './keys/data-keys.js';
import { DataKeysRepository } from './keys/data-keys.repository.js';
import { MasterKey } from './keys/master-key.js';
import { SigningKeys } from './keys/signing-keys.js';
import { SigningKeysRepository } from './keys/signing-keys.repository.js';

/** What came into use, and how many secrets were sealed anew. */
export interface Rotation {
  signingKeys: string[];
  dataKey: string;
  resealed: number;
}

/**
 * Brings new keys into use: for signing, where the old ones verify for another day, so nobody is signed out, and for
 * secrets at rest, which are sealed anew. Services go on meanwhile. A second run finishes what an interrupted one began.
 */
export async function rotateKeys(database: Database, master: MasterKey): Promise<Rotation> {
  const scope = { system: 'rotate keys' };
  const dataKeys = new DataKeys(new DataKeysRepository(database), master);
  const secrets = new FactorSecrets(dataKeys, new FactorsRepository(database));
  const signing = new SigningKeys(new SigningKeysRepository(database), master);
  // Whether the master key is the right one shows here, before anything is changed.
  await signing.onModuleInit();
  try {
    const signingKeys = await signing.rotate();
    const dataKey = await database.transaction(scope, () => dataKeys.rotate());
    let resealed = 0;
    for (;;) {
      const some = await database.transaction(scope, () => secrets.reseal());
      if (some === 0) return { signingKeys, dataKey, resealed };
      resealed += some;
    }
  } finally {
    signing.onModuleDestroy();
  }
}

/**
 * The command of `npm run rotate-keys`.
 * @param options.databaseUrl connection of the auth service, or of an administrator
 * @param options.masterKey AUTH_MASTER_KEY
 */
export async function main(options: { databaseUrl: string; masterKey: string }): Promise<void> {
  const settings = { url: options.databaseUrl, poolSize: 1, statementTimeoutMs: 120_000 };
  const dataSource = new DataSource(dataSourceOptions(authDatabase, settings));
  await dataSource.initialize();
  try {
    const master = new MasterKey({ AUTH_MASTER_KEY: Buffer.from(options.masterKey, 'base64') });
    const { signingKeys, dataKey, resealed } = await rotateKeys(new Database(dataSource, authDatabase.schema), master);
    process.stdout.write(`Signing keys in use: ${signingKeys.join(', ')}\n`);
    process.stdout.write(`Data key in use: ${dataKey}; ${resealed} secrets sealed anew\n`);
  } finally {
    await dataSource.destroy();
  }
}
