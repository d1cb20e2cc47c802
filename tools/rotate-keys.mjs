// Brings new keys into use in the auth service, of the running system or of the database that the environment names.
// The old signing keys verify for another day, so nobody is signed out; secrets at rest are sealed anew.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { databaseVariable } from './lib/database-urls.mjs';
import { readJson } from './lib/files.mjs';
import { defaultStateDir, distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

function target() {
  const variable = databaseVariable('auth');
  const running = process.env[variable] ? undefined : readRunning();
  const databaseUrl = process.env[variable] ?? running?.databaseUrls?.auth;
  const secrets = running && readJson(join(defaultStateDir, 'secrets.json'));
  const masterKey = process.env.AUTH_MASTER_KEY ?? secrets?.authMasterKey;
  const missing = [!databaseUrl && variable, !masterKey && 'AUTH_MASTER_KEY'].filter(Boolean);
  if (missing.length > 0) throw new Problem(`Muster does not run here; set ${missing.join(' and ')}.`);
  return { databaseUrl, masterKey };
}

try {
  const command = join(distDir, 'apps', 'auth', 'src', 'rotate-keys.js');
  if (!existsSync(command)) throw new Problem('The code is not built; run npm run build first.');
  const { main } = await import(pathToFileURL(command).href);
  await main(target());
} catch (error) {
  reportFailure(error);
}
