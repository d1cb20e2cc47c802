// Brings new keys into use in the auth service, of the running system or of the database that the environment names.
// The old signing keys verify for another day, so nobody is signed out; secrets at rest are sealed anew.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { readJson } from './lib/files.mjs';
import { defaultStateDir, distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

const usage = `Usage: npm run rotate-keys

Brings new keys into use in the auth service: of the running system, or of the one that AUTH_DATABASE_URL and
AUTH_MASTER_KEY name. Nobody is signed out.`;

const variable = databaseVariable('auth');

/** Those of the system that runs here, which keeps its secrets in its folder. */
function fromRunningSystem() {
  const databaseUrl = readRunning()?.databaseUrls?.auth;
  return databaseUrl && { databaseUrl, masterKey: readJson(join(defaultStateDir, 'secrets.json'))?.authMasterKey };
}

function target() {
  const databaseUrl = process.env[variable];
  const found = databaseUrl ? { databaseUrl } : fromRunningSystem();
  if (!found) throw new Problem(`Muster does not run here; set ${variable} and AUTH_MASTER_KEY.`);
  const masterKey = process.env.AUTH_MASTER_KEY ?? found.masterKey;
  if (!masterKey) throw new Problem('AUTH_MASTER_KEY is not set; it is the one that the auth service runs with.');
  return { ...found, masterKey };
}

try {
  readArguments({ usage });
  const command = join(distDir, 'apps', 'auth', 'src', 'rotate-keys.js');
  if (!existsSync(command)) throw new Problem('The code is not built; run npm run build first.');
  const { main } = await import(pathToFileURL(command).href);
  await main(target());
} catch (error) {
  reportFailure(error);
}
