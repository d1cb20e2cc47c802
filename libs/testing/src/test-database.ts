import { createHash, randomBytes } from 'node:crypto';
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

async function asAdministrator<T>(work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: clusterUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function administer(statement: string): Promise<void> {
  await asAdministrator((client) => client.query(statement));
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

const digest = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12);

/**
 * A migrated database of the service to copy, made by the first who needs it: its migrations take most of a second, a
 * copy takes a third of it. Copies share its role, which may do in each what it was given there. Schemas have names of
 * their own per set of migrations, and the cluster lives for one run.
 */
async function templateOf(service: ServiceDatabase): Promise<{ name: string; role: string; password: string }> {
  const name = `template_${service.schema}_${digest(service.migrations.map(String).join('\n'))}`;
  const user = { role: `role_${name}`, password: digest(`${clusterUrl()} ${name}`) };
  await asAdministrator(async (client) => {
    await client.query('SELECT pg_advisory_lock(hashtext($1))', [name]);
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [name]);
    if (rowCount === 1) return;
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name}`);
    await migrateService(service, { adminUrl: connection(name), serviceUrl: connection(name, user) });
    await client.query(`ALTER DATABASE ${name} WITH IS_TEMPLATE true ALLOW_CONNECTIONS false`);
  });
  return { name, ...user };
}

/** Creates a database, migrated as `npm run migrate` does it, and connects as the service would. */
export async function testDatabase(service: ServiceDatabase, poolSize = 10): Promise<TestDatabase> {
  const name = `test_${service.schema}_${randomBytes(6).toString('hex')}`;
  const template = await templateOf(service);
  await administer(`CREATE DATABASE ${name} TEMPLATE ${template.name}`);
  const adminUrl = connection(name);
  const serviceUrl = connection(name, template);
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
