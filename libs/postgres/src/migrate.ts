import { Client, escapeLiteral } from 'pg';
import { DataSource } from 'typeorm';
import { dataSourceOptions, type ServiceDatabase } from './data-source-options.js';

export interface MigrateOptions {
  /** Connection as a role that may create roles, schemas and extensions in the target database. */
  adminUrl: string;
  /** Connection of the service; its role and password are created or brought up to date from it. */
  serviceUrl: string;
}

const identifier = /^[a-z_][a-z0-9_]*$/;

function roleOf(serviceUrl: string): { role: string; password: string } {
  const url = new URL(serviceUrl);
  const role = decodeURIComponent(url.username);
  if (!identifier.test(role)) throw new Error(`The role name ${role} is not a plain identifier`);
  return { role, password: decodeURIComponent(url.password) };
}

/** Idempotent: schema, role without ownership, and the rights of the role on what the migrations will create. */
function preparation(schema: string, role: string, password: string): string {
  const secret = escapeLiteral(password);
  return `
    DO $$ BEGIN
      IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role} LOGIN NOBYPASSRLS; END IF;
    END $$;
    ALTER ROLE ${role} WITH LOGIN PASSWORD ${secret};
    ALTER ROLE ${role} SET search_path = ${schema}, public;
    CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
    CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
    CREATE SCHEMA IF NOT EXISTS ${schema};
    GRANT USAGE ON SCHEMA ${schema} TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA ${schema} GRANT USAGE, SELECT ON SEQUENCES TO ${role};`;
}

async function appliedCount(client: Client, schema: string): Promise<number> {
  const { rows } = await client.query<{ found: boolean }>(`SELECT to_regclass($1) IS NOT NULL AS found`, [
    `${schema}.migrations`,
  ]);
  if (rows[0]?.found !== true) return 0;
  const counted = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM ${schema}.migrations`);
  return counted.rows[0]?.count ?? 0;
}

async function runPending(database: ServiceDatabase, adminUrl: string): Promise<string[]> {
  const dataSource = new DataSource(
    dataSourceOptions(database, { url: adminUrl, poolSize: 2, statementTimeoutMs: 600_000 }),
  );
  await dataSource.initialize();
  try {
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map((migration) => migration.name);
  } finally {
    await dataSource.destroy();
  }
}

/**
 * Brings the schema of a service up to date. Safe to run from several processes at once (advisory lock; TypeORM has
 * none), idempotent, and quick when nothing is pending. Statements wait at most 3 s for a lock.
 * @returns the names of the migrations that were applied
 */
export async function migrateService(database: ServiceDatabase, options: MigrateOptions): Promise<string[]> {
  const { schema } = database;
  const { role, password } = roleOf(options.serviceUrl);
  const client = new Client({ connectionString: options.adminUrl, application_name: `muster-migrate-${schema}` });
  await client.connect();
  try {
    // One lock for all services: roles and extensions are shared by the database.
    await client.query(`SELECT pg_advisory_lock(hashtext('muster migrations'))`);
    await client.query(preparation(schema, role, password));
    if ((await appliedCount(client, schema)) >= database.migrations.length) return [];
    return await runPending(database, options.adminUrl);
  } finally {
    await client.end();
  }
}
