// Brings all schemas up to date: of the running system, or of the databases that the environment names.
import { databaseVariable } from './lib/database-urls.mjs';
import { runMigrations } from './lib/migrations.mjs';
import { databaseServices } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

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

function fromRunningSystem() {
  const running = readRunning();
  return running && { adminUrl: running.databaseUrl, urls: running.databaseUrls };
}

try {
  const target = fromEnvironment() ?? fromRunningSystem();
  if (!target) {
    throw new Problem(
      'No database is known. Start Muster (npm start migrates by itself), or set MIGRATION_DATABASE_URL (administrator)\n' +
        `and ${databaseServices.map(databaseVariable).join(', ')}.`,
    );
  }
  await runMigrations(target);
  console.log('The database is up to date.');
} catch (error) {
  reportFailure(error);
}
