import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { findOnPath, run, tail } from './commands.mjs';
import { defaultStateDir } from './paths.mjs';
import { Problem } from './problem.mjs';
import { seconds, withHeartbeat } from './reporter.mjs';

const oldest = [2, 9];
const program = process.platform === 'win32' ? 'nats-server.exe' : 'nats-server';

function cacheFolder() {
  if (process.env.XDG_CACHE_HOME) return process.env.XDG_CACHE_HOME;
  if (process.platform === 'win32') return process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local');
  return process.platform === 'darwin' ? join(homedir(), 'Library', 'Caches') : join(homedir(), '.cache');
}

const keptPlaces = () => [join(cacheFolder(), 'muster', 'bin'), join(defaultStateDir, 'bin')];

async function usable(path) {
  if (!existsSync(path)) return false;
  const { code, output } = await run(path, ['--version']);
  const version = /v(\d+)\.(\d+)/.exec(output)?.slice(1).map(Number);
  if (code !== 0 || !version) return false;
  return version[0] > oldest[0] || (version[0] === oldest[0] && version[1] >= oldest[1]);
}

async function findExisting() {
  const onPath = findOnPath('nats-server');
  const places = [...(onPath ? [onPath] : []), ...keptPlaces().map((folder) => join(folder, program))];
  for (const path of places) if (await usable(path)) return path;
  return undefined;
}

// Needs no root: lists, cache and unpacked files all lie in a folder of ours, and nothing is installed.
async function fetchFromDebian(work) {
  mkdirSync(join(work, 'lists', 'partial'), { recursive: true });
  mkdirSync(join(work, 'cache', 'archives', 'partial'), { recursive: true });
  const settings = [
    `Dir::State::Lists=${work}/lists`,
    `Dir::Cache=${work}/cache`,
    'Debug::NoLocking=1',
    'APT::Sandbox::User=',
    'Acquire::Languages=none',
  ].flatMap((setting) => ['-o', setting]);
  const steps = [
    ['apt-get', [...settings, '-qq', 'update']],
    ['apt-get', [...settings, '-qq', 'download', 'nats-server']],
  ];
  for (const [command, args] of steps) {
    const { code, output } = await run(command, args, { cwd: work, timeout: 180_000 });
    if (code !== 0) throw new Error(tail(output, 5));
  }
  const archive = readdirSync(work).find((name) => /^nats-server_.*\.deb$/.test(name));
  if (!archive) throw new Error('the package was not downloaded');
  const { code, output } = await run('dpkg', ['-x', archive, 'root'], { cwd: work });
  if (code !== 0) throw new Error(tail(output, 5));
  return join(work, 'root', 'usr', 'sbin', 'nats-server');
}

function findUnpacked(work, expected) {
  return [expected, join(work, 'root', 'usr', 'bin', 'nats-server')].find((path) => existsSync(path));
}

function keep(file) {
  for (const folder of keptPlaces()) {
    try {
      mkdirSync(folder, { recursive: true });
      const target = join(folder, program);
      // Renaming makes the file appear whole, also for a start that looks at the same moment.
      const draft = `${target}.${process.pid}`;
      copyFileSync(file, draft);
      chmodSync(draft, 0o755);
      renameSync(draft, target);
      return target;
    } catch {
      // a read-only home; the state folder is next
    }
  }
  throw new Error('no folder could be written to');
}

function howToGetIt(reason) {
  return [
    `Muster needs a NATS server (nats-server ${oldest.join('.')} or later), and none was found${reason}. Any one of these will do:`,
    '  macOS:          brew install nats-server',
    '  Windows:        choco install nats-server   (or: scoop install nats-server)',
    '  Debian, Ubuntu: sudo apt-get install nats-server',
    '  Docker:         docker run -d -p 127.0.0.1:4222:4222 nats:2.12 -js   and then   NATS_URL=nats://127.0.0.1:4222 npm start',
    '  elsewhere:      put nats-server from https://nats.io/download on PATH, or set NATS_URL to a server with JetStream',
  ].join('\n');
}

async function fetchAndKeep() {
  const work = mkdtempSync(join(tmpdir(), 'muster-nats-'));
  try {
    const expected = await fetchFromDebian(work);
    const unpacked = findUnpacked(work, expected);
    if (!unpacked || !(await usable(unpacked))) throw new Error('the package holds no usable server');
    return keep(unpacked);
  } catch (error) {
    throw new Problem(howToGetIt(`; fetching the Debian package failed (${error.message})`));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/**
 * Path of a NATS server: the one on PATH, one kept from before, or one fetched from the Debian family's archive.
 * @param {{info(text: string): void}} report
 * @returns {Promise<string>}
 */
export async function findNatsServer(report) {
  const existing = await findExisting();
  if (existing) return existing;
  if (!findOnPath('apt-get') || !findOnPath('dpkg')) throw new Problem(howToGetIt(''));
  const begun = Date.now();
  const path = await withHeartbeat(report, 'Fetching the NATS server (Debian package, no root needed)', fetchAndKeep);
  report.info(`Fetched the NATS server in ${seconds(Date.now() - begun)}; kept in ${path}`);
  return path;
}
