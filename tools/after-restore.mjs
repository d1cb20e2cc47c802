// Ends what a restored copy of the database may have brought back: sessions, keys, links and devices that were revoked
// since the copy was made. Of the running system or of the database that the environment names.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

const usage = `Usage: npm run after-restore [-- --passwords]

Ends all sessions, API keys, mailed links, remembered devices and unfinished sign-ins, because a restored copy of the
database has those too that were revoked after it was made: of the running system, or of the one that AUTH_DATABASE_URL
names. People sign in again and make their keys anew.

  --passwords   passwords too, which may have been changed since: people choose new ones by "Forgot password"`;

const variable = databaseVariable('auth');

try {
  const { passwords } = readArguments({ usage, options: { passwords: { type: 'boolean', default: false } } }).values;
  const databaseUrl = process.env[variable] ?? readRunning()?.databaseUrls?.auth;
  if (!databaseUrl) throw new Problem(`Muster does not run here; set ${variable}.`);
  const command = join(distDir, 'apps', 'auth', 'src', 'after-restore.js');
  if (!existsSync(command)) throw new Problem('The code is not built; run npm run build first.');
  const { main } = await import(pathToFileURL(command).href);
  await main({ databaseUrl, passwords });
} catch (error) {
  reportFailure(error);
}
