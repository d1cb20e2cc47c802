import 'reflect-metadata';
import { DataSource } from 'typeorm';
import { credentialEvents } from '#contracts';
import { Outbox } from '#events';
import { Database, dataSourceOptions } from '#postgres';
import { authDatabase } from './database/service-database.js';
import { LimitsRepository } from './limits/limits.repository.js';
import { importedHash } from './passwords/imported-hashes.js';

/** One password to import. */
export interface ImportRow {
  email: string;
  hash: string;
}

/** Why a row was left out. */
export type Refusal = 'unknown_address' | 'has_password' | 'suspended' | 'unsupported_hash';

export interface ImportReport {
  imported: number;
  /** Were there already, from an earlier run. */
  unchanged: number;
  /** By position in what was given, from 0. */
  refused: { row: number; reason: Refusal }[];
}

interface Holder {
  user_id: string;
  account_id: string;
  suspended: boolean;
}

interface Tables {
  database: Database;
  limits: LimitsRepository;
  outbox: Outbox;
}

async function holds(database: Database, { user_id: userId }: Holder, hash: string): Promise<boolean> {
  const rows = await database.query('SELECT FROM credentials WHERE user_id = $1 AND password_hash = $2', [
    userId,
    hash,
  ]);
  return rows.length > 0;
}

/** Takes one in, unless there is a password already: what somebody chose here is never replaced. */
async function importOne(
  { database, limits, outbox }: Tables,
  { email, hash }: ImportRow,
): Promise<Refusal | 'imported' | 'unchanged'> {
  if (importedHash(hash) === undefined) return 'unsupported_hash';
  return database.transaction({ system: 'import a password' }, async () => {
    const [holder] = await database.query<Holder>(
      `SELECT user_id, account_id, suspended_at IS NOT NULL AS suspended FROM identities
       WHERE email = $1 AND deleted_at IS NULL FOR SHARE`,
      [email],
    );
    if (holder === undefined) return 'unknown_address';
    if (holder.suspended) return 'suspended';
    const [credential] = await database.query<{ version: string }>(
      `INSERT INTO credentials AS c (user_id, account_id, password_hash, password_set_at, recovered_at, version)
       VALUES ($1, $2, $3, now(), now(), 1)
       ON CONFLICT ON CONSTRAINT pk_credentials DO UPDATE SET password_hash = excluded.password_hash,
         password_set_at = now(), recovered_at = now(), needs_factor = false, version = c.version + 1 WHERE c.password_hash IS NULL
       RETURNING version`,
      [holder.user_id, holder.account_id, hash],
    );
    if (credential === undefined) return (await holds(database, holder, hash)) ? 'unchanged' : 'has_password';
    // What strangers tried before was at the address of somebody without a password.
    await limits.unlock(email);
    await outbox.append(credentialEvents.passwordSet, {
      accountId: holder.account_id,
      aggregateId: holder.user_id,
      aggregateVersion: Number(credential.version),
      data: { userId: holder.user_id, via: 'import' },
    });
    return 'imported';
  });
}

/**
 * Imports hashes of passwords from another system for people who are here already. They sign in with what they know;
 * the hash is replaced by ours when they first do. A row that fails says why; the others are taken in, and running it
 * again changes nothing.
 * @param options.serviceUrl connection of the auth service
 */
export async function importPasswords(options: {
  serviceUrl: string;
  rows: AsyncIterable<ImportRow> | Iterable<ImportRow>;
}): Promise<ImportReport> {
  const dataSource = new DataSource(dataSourceOptions(authDatabase, { url: options.serviceUrl, poolSize: 1 }));
  await dataSource.initialize();
  try {
    const database = new Database(dataSource, authDatabase.schema);
    const tables = { database, limits: new LimitsRepository(database), outbox: new Outbox(database) };
    const report: ImportReport = { imported: 0, unchanged: 0, refused: [] };
    let row = 0;
    for await (const wanted of options.rows) {
      const result = await importOne(tables, wanted);
      if (result === 'imported' || result === 'unchanged') report[result] += 1;
      else report.refused.push({ row, reason: result });
      row += 1;
    }
    return report;
  } finally {
    await dataSource.destroy();
  }
}
