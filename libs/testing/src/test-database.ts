import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Database, dataSourceOptions, migrateService, type ServiceDatabase } from '#postgres';

/** A migrated database of its own on the test cluster. */
export interface TestDatabase {
  /** As the service connects: a role that owns nothing, bound by row-level security. */
  database: Database;
  dataSource: DataSource;
  serviceUrl: string;
  /** As who migrates. */
  adminUrl: string;
  /** What TypeORM would change to make the tables fit the entities: empty when nothing has drifted. */
  drift(): Promise<string[]>;
  /** Closes and removes it. */
  close(): Promise<void>;
}

function clusterUrl(): string {
  const url = process.env['TEST_DATABASE_ADMIN_URL'];
  if (url === undefined || url === '') throw new Error('TEST_DATABASE_ADMIN_URL is not set; run `npm test`');
  return url;
}

async function administer(statement: string): Promise<void> {
  const client = new Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function connection(name: string, user?: { role: string; password: string }): string {
  const url = new URL(clusterUrl());
  url.pathname = `/${name}`;
  if (user !== undefined) {
    url.username = user.role;
    url.password = user.password;
  }
  return url.href;
}

async function driftOf(database: ServiceDatabase, adminUrl: string): Promise<string[]> {
  const dataSource = await new DataSource(dataSourceOptions(database, { url: adminUrl, poolSize: 1 })).initialize();
  try {
    const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
    return upQueries.map(({ query }) => query);
  } finally {
    await dataSource.destroy();
  }
}

/** Creates a database, migrates it as `npm run migrate` does, and connects as the service would. */
export async function testDatabase(service: ServiceDatabase, poolSize = 10): Promise<TestDatabase> {
  const name = `test_${service.schema}_${randomBytes(6).toString('hex')}`;
  // Roles belong to the cluster: a name per database lets files run side by side.
  const user = { role: `role_${name}`, password: randomBytes(12).toString('hex') };
  await administer(`CREATE DATABASE ${name}`);
  const adminUrl = connection(name);
  const serviceUrl = connection(name, user);
  await migrateService(service, { adminUrl, serviceUrl });
  const dataSource = await new DataSource(dataSourceOptions(service, { url: serviceUrl, poolSize })).initialize();
  return {
    database: new Database(dataSource, service.schema),
    dataSource,
    serviceUrl,
    adminUrl,
    drift: () => driftOf(service, adminUrl),
    async close() {
      await dataSource.destroy();
      await administer(`DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}
