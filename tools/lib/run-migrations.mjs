// Creates the database when it is missing, migrates every service's schema, and seeds when people come in on stdin.
// One process for all three services: loading TypeORM is most of the work.
import { pathToFileURL } from 'node:url';
import { Client } from 'pg';
import { databaseVariable, inOurDatabase } from './database-urls.mjs';
import { bundleOf, databaseServices } from './paths.mjs';
import { Problem, reportFailure } from './problem.mjs';

const duplicateDatabase = '42P04';
const adminUrl = process.env.MIGRATION_DATABASE_URL;

function load(service, name) {
  return import(pathToFileURL(bundleOf(service, name)).href);
}

async function createDatabase(targetUrl) {
  const name = decodeURIComponent(new URL(targetUrl).pathname.slice(1));
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [name]);
    if (rowCount === 0) await client.query(`create database ${client.escapeIdentifier(name)}`);
  } catch (error) {
    // another copy was quicker
    if (error.code !== duplicateDatabase) throw error;
  } finally {
    await client.end();
  }
}

// Before the roles get new passwords: the system that the database belongs to may be running.
async function checkMasterKey(targetUrl) {
  const masterKey = process.env.AUTH_MASTER_KEY;
  if (!masterKey) return;
  const { opensSigningKeys } = await load('auth', 'check-master-key');
  if (await opensSigningKeys({ adminUrl: targetUrl, masterKey })) return;
  throw new Problem(
    'AUTH_MASTER_KEY does not open the signing keys of this database; it is not the one they were made with.\n' +
      'Set the one that the database was used with first (npm start keeps it in secrets.json of its state folder).',
  );
}

async function readPeople() {
  if (process.env.SEED !== 'stdin') return undefined;
  const chunks = [];
  for await (const chunk of process.stdin) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString());
}

async function main() {
  const targetUrl = inOurDatabase(adminUrl);
  if (targetUrl !== adminUrl) await createDatabase(targetUrl);
  await checkMasterKey(targetUrl);
  for (const service of databaseServices) {
    const { migrate } = await load(service, 'migrate');
    await migrate({ adminUrl: targetUrl, serviceUrl: process.env[databaseVariable(service)] });
  }
  const people = await readPeople();
  if (!people) return;
  for (const service of ['users', 'auth']) {
    const { seed } = await load(service, 'seed');
    await seed({ serviceUrl: process.env[databaseVariable(service)], people });
  }
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
// A pool that somebody forgot to close must not hold up the start.
process.exit();
