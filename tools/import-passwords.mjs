// Imports hashes of passwords from another system for people who are in Muster already.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { passwordLines } from './lib/password-csv.mjs';
import { distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

const usage = `Usage: npm run import-passwords -- <file.csv>

The file has the columns email,hash. Hashes: bcrypt ($2a$, $2b$, $2y$), scrypt and PBKDF2 (sha256 or sha512). Whatever
has commas in it stands in quotes, as scrypt does:
  email,hash
  ada@example.com,$2b$12$...
  bo@example.com,"$scrypt$ln=14,r=8,p=1$<salt>$<hash>"
  cy@example.com,$pbkdf2-sha256$i=600000$<salt>$<hash>
Nobody's own password is replaced. What is wrong with a line is said by its number, and the others are taken in; the
exit code is 1 when any was left out. It can be run again.`;
/** Line by line what was left out. Numbers instead of addresses: the output may end up in a log. */
const leftOut = new Map();
/** Lines that were handed over, by position. */
const given = [];

function serviceUrl() {
  const variable = databaseVariable('auth');
  const url = process.env[variable] ?? readRunning()?.databaseUrls?.auth;
  if (!url) throw new Problem(`Muster does not run here; set ${variable}.`);
  return url;
}

async function* rowsOf(file, canonicalEmail) {
  for await (const { line, email, hash } of passwordLines(file, (at, fault) => leftOut.set(at, fault))) {
    given.push(line);
    yield { email: canonicalEmail(email), hash };
  }
}

function printLeftOut() {
  for (const [line, why] of [...leftOut].sort(([one], [other]) => one - other)) {
    process.stdout.write(`line ${line}: ${why}\n`);
  }
}

try {
  const [file, ...more] = readArguments({ usage, words: true }).positionals;
  if (!file || more.length > 0) throw new Problem(usage);
  if (!existsSync(file)) throw new Problem(`There is no file ${file}.`);
  const built = (path) => import(pathToFileURL(join(distDir, path)).href);
  if (!existsSync(join(distDir, 'apps/auth/src/import-passwords.js'))) {
    throw new Problem('The code is not built; run npm run build first.');
  }
  const { importPasswords } = await built('apps/auth/src/import-passwords.js');
  const { canonicalEmail } = await built('libs/contracts/src/index.js');
  const { imported, unchanged, refused } = await importPasswords({
    serviceUrl: serviceUrl(),
    rows: rowsOf(file, canonicalEmail),
  });
  for (const { row, reason } of refused) leftOut.set(given[row], reason);
  printLeftOut();
  process.stdout.write(`${imported} imported, ${unchanged} there already, ${leftOut.size} left out\n`);
  process.exitCode = leftOut.size === 0 ? 0 : 1;
} catch (error) {
  printLeftOut();
  if (given.length > 0) process.stdout.write(`stopped at line ${given.at(-1)}; run it again for the rest\n`);
  reportFailure(error);
}
