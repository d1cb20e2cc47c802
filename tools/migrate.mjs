// Brings all schemas up to date: of the running system, or of the databases that the environment names. Fills in the
// demonstration account when DEMO_PASSWORD says how its people sign in.
import { readArguments } from './lib/arguments.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { demoPeople, demoSignIns } from './lib/demo.mjs';
import { runMigrations } from './lib/migrations.mjs';
import { databaseServices } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

const usage = `Usage: npm run migrate

Brings all schemas up to date: of the running system, or of the databases that MIGRATION_DATABASE_URL and
USERS_DATABASE_URL, AUTH_DATABASE_URL, NOTIFICATIONS_DATABASE_URL name. DEMO_PASSWORD adds the demonstration account.`;

function fromEnvironment() {
  const adminUrl = process.env.MIGRATION_DATABASE_URL;
  if (!adminUrl) return undefined;
  const urls = databaseServices.map((service) => {
    const url = process.env[databaseVariable(service)];
    if (!url) throw new Problem(`${databaseVariable(service)} is not set; it is the URL with the role of ${service}.`);
    return [service, url];
  });
  return { adminUrl, urls: Object.fromEntries(urls) };
}

function demonstration() {
  const password = process.env.DEMO_PASSWORD;
  return password ? { owner: password, administrator: password, user: password } : undefined;
}

function fromRunningSystem() {
  const running = readRunning();
  return running && { adminUrl: running.databaseUrl, urls: running.databaseUrls };
}

try {
  readArguments({ usage });
  const target = fromEnvironment() ?? fromRunningSystem();
  if (!target) {
    throw new Problem(
      'No database is known. Start Muster (npm start migrates by itself), or set MIGRATION_DATABASE_URL (administrator)\n' +
        `and ${databaseServices.map(databaseVariable).join(', ')}.`,
    );
  }
  const demo = demonstration();
  await runMigrations({ ...target, people: demo && demoPeople(demo) });
  console.log('The database is up to date.');
  if (demo) console.log(`Sign in as ${demoSignIns(demo).owner.email} with DEMO_PASSWORD.`);
} catch (error) {
  reportFailure(error);
}
