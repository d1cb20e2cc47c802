import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, hashOfFiles, listFiles } from './build-plan.mjs';
import { run, tail } from './commands.mjs';
import { databaseVariable } from './database-urls.mjs';
import { databaseServices, distDir } from './paths.mjs';
import { Problem } from './problem.mjs';

const script = fileURLToPath(new URL('./run-migrations.mjs', import.meta.url));

/** Hash over everything that decides what migrating does; equal hashes mean that nothing is pending. */
export function migrationsHash() {
  const migrate = databaseServices.map((service) => `apps/${service}/src/migrate.js`);
  const folders = [...databaseServices.map((service) => `apps/${service}/src/database`), 'libs/postgres'];
  const files = [...migrate, ...folders.flatMap((folder) => listFiles(folder, distDir))];
  return hashOfFiles(
    files.filter((file) => file.endsWith('.js') && existsSync(join(distDir, file))),
    distDir,
  );
}

/** What a stamp of migrated or seeded data must say to count for this database. */
export function databaseStamp(adminUrl, content) {
  const { host, pathname } = new URL(adminUrl);
  // The embedded server's port may change from start to start, its data does not.
  return hashOf(`${process.env.DATABASE_URL ? host + pathname : 'embedded'} ${content}`);
}

/**
 * Migrates all schemas, and seeds when people are given.
 * @param {object} options
 * @param {string} options.adminUrl
 * @param {Record<string, string>} options.urls per service
 * @param {object} [options.people] the demonstration account
 * @param {string} [options.masterKey] fails before anything is changed when the database was made with another one
 * @param {string} [options.logFile]
 * @param {Record<string, string>} [options.env]
 */
export async function runMigrations({ adminUrl, urls, people, masterKey, logFile, env = {} }) {
  const variables = Object.entries(urls).map(([service, url]) => [databaseVariable(service), url]);
  const { code, output } = await run(process.execPath, [script], {
    env: {
      ...process.env,
      ...env,
      ...(masterKey ? { AUTH_MASTER_KEY: masterKey } : {}),
      ...Object.fromEntries(variables),
      MIGRATION_DATABASE_URL: adminUrl,
      SEED: people ? 'stdin' : '',
    },
    input: people ? JSON.stringify(people) : '',
  });
  if (logFile) writeFileSync(logFile, output, { mode: 0o600 });
  if (code !== 0) throw new Problem(`The database could not be brought up to date:\n${tail(output.trim(), 40)}`);
}
