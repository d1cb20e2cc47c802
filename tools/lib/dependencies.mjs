import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run, tail } from './commands.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';
import { seconds, withHeartbeat } from './reporter.mjs';

const stampFile = join(root, 'node_modules', '.muster-lock-hash');

function lockHash() {
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
}

function stampMatches(hash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
}

// npm writes down what it has installed; a folder filled by a plain `npm install` is as good as one from `npm ci`.
function installedMatchesLock() {
  const hiddenLock = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(hiddenLock)) return false;
  const installed = JSON.parse(readFileSync(hiddenLock, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link) return true;
    const found = installed[path];
    return found ? found.version === entry.version : entry.optional === true || entry.devOptional === true;
  });
}

function npmCommand() {
  // `npm start` says which npm it is; this also avoids npm.cmd, which Windows runs only through a shell.
  const script = process.env.npm_execpath;
  if (script && /npm-cli\.c?js$/.test(script)) return { command: process.execPath, first: [script] };
  return process.platform === 'win32' ? { command: 'cmd.exe', first: ['/c', 'npm'] } : { command: 'npm', first: [] };
}

async function install(report) {
  const { command, first } = npmCommand();
  // NODE_ENV=production would leave out what the build needs.
  const args = [...first, 'ci', '--include=dev', '--no-audit', '--no-fund'];
  const begun = Date.now();
  const { code, output } = await withHeartbeat(report, 'Installing dependencies (npm ci, a minute or two)', () =>
    run(command, args, { cwd: root }),
  );
  if (code !== 0) throw new Problem(`npm ci failed:\n${tail(output, 40)}`);
  report.info(`Installed dependencies in ${seconds(Date.now() - begun)}`);
}

/**
 * Installs the dependencies when they are missing or do not fit package-lock.json.
 * @param {{info(text: string): void}} report
 */
export async function ensureDependencies(report) {
  const hash = lockHash();
  if (stampMatches(hash)) return;
  if (!installedMatchesLock()) await install(report);
  writeFileSync(stampFile, hash);
}
