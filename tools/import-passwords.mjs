// Imports hashes of passwords from another system for people who are in Muster already:
//   npm run import-passwords -- <file.csv>
// The file has the columns email,hash. Hashes: bcrypt ($2a$, $2b$, $2y$), scrypt ($scrypt$ln=..,r=..,p=..$salt$hash) and
// PBKDF2 ($pbkdf2-sha256$i=..$salt$hash, or sha512). Nobody's own password is replaced.
import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'csv-parse';
import { databaseVariable } from './lib/database-urls.mjs';
import { distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

function serviceUrl() {
  const variable = databaseVariable('auth');
  const url = process.env[variable] ?? readRunning()?.databaseUrls?.auth;
  if (!url) throw new Problem(`Muster does not run here; set ${variable}.`);
  return url;
}

async function* rowsOf(file, canonicalEmail) {
  const columns = (names) => names.map((name) => name.trim().toLowerCase());
  for await (const row of createReadStream(file).pipe(parse({ columns, bom: true, trim: true }))) {
    if (!row.email || !row.hash) throw new Problem('The file needs the columns email and hash in every row.');
    yield { email: canonicalEmail(row.email), hash: row.hash };
  }
}

try {
  const [file] = process.argv.slice(2);
  if (!file || !existsSync(file)) throw new Problem('Usage: npm run import-passwords -- <file.csv>');
  const built = (path) => import(pathToFileURL(join(distDir, path)).href);
  if (!existsSync(join(distDir, 'apps/auth/src/import-passwords.js'))) {
    throw new Problem('The code is not built; run npm run build first.');
  }
  const { importPasswords } = await built('apps/auth/src/import-passwords.js');
  const { canonicalEmail } = await built('libs/contracts/src/index.js');
  const { imported, refused } = await importPasswords({
    serviceUrl: serviceUrl(),
    rows: rowsOf(file, canonicalEmail),
  });
  // Line numbers instead of addresses: the output may end up in a log.
  for (const { row, reason } of refused) process.stdout.write(`row ${row + 1}: ${reason}\n`);
  process.stdout.write(`${imported} imported, ${refused.length} left out\n`);
  process.exitCode = refused.length === 0 ? 0 : 1;
} catch (error) {
  reportFailure(error);
}
