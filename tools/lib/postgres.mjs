import { chownSync, existsSync, readFileSync, realpathSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, tail } from './commands.mjs';
import { freshLog } from './logs.mjs';
import { Part } from './part.mjs';
import { postgresBinDir, postgresHome, postgresUser } from './postgres-binaries.mjs';
import { Problem } from './problem.mjs';
import { commandLine, endGroup, isAlive, processesIn, signalGroup } from './processes.mjs';

const durableSettings = { max_connections: '200' };
// For tests that do not test what survives a power cut.
const unsafeSettings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };

const fastShutdown = 'SIGINT';
// Ends at once and is recovered at the next start, as after a crash, but leaves no process and no file behind.
const immediateShutdown = 'SIGQUIT';

function statusLines(dataDir) {
  try {
    return readFileSync(join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}

// Letters of all scripts have to be letters for the search; the names of things are sorted by their bytes.
const characters = process.platform === 'linux' ? 'C.UTF-8' : 'en_US.UTF-8';

async function createCluster({ bin, home, dataDir, password, fastUnsafe }) {
  // A folder half made by an interrupted start must not be taken for a database.
  const draft = `${dataDir}.new`;
  const passwordFile = join(home, 'initial-password');
  rmSync(draft, { recursive: true, force: true });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (postgresUser.uid !== undefined) chownSync(passwordFile, postgresUser.uid, postgresUser.gid);
  const args = ['-D', draft, '-U', 'postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`];
  const also = [
    '--locale=C',
    `--lc-ctype=${characters}`,
    '--encoding=UTF8',
    '--no-instructions',
    ...(fastUnsafe ? ['--no-sync'] : []),
  ];
  const { code, output } = await run(join(bin, 'initdb'), [...args, ...also], { ...postgresUser, cwd: home });
  rmSync(passwordFile, { force: true });
  if (code !== 0) throw new Problem(`PostgreSQL could not create its data folder:\n${tail(output)}`);
  renameSync(draft, dataDir);
}

async function checkVersion(bin, dataDir) {
  const made = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  const { output } = await run(join(bin, 'postgres'), ['--version'], { ...postgresUser, cwd: dataDir });
  const ours = /\d+/.exec(output)?.[0];
  if (ours === made) return;
  throw new Problem(
    `The data in ${dataDir} was made by PostgreSQL ${made}, but this is ${ours ?? output}.\n` +
      'Start over with: npm start -- --fresh',
  );
}

async function untilNobodyWorksIn(dataDir) {
  const folder = realpathSync(dataDir);
  const deadline = Date.now() + 10_000;
  let left = processesIn(folder);
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(50);
    left = processesIn(folder);
  }
  // They lost their postmaster and did not notice; no other way is left.
  for (const pid of left) signalGroup(pid, 'SIGKILL');
}

/**
 * Ends a PostgreSQL that still serves a data folder although nobody wrote down its process, or waits for one that is
 * just ending; then takes away what a killed one has left there and a new one would take for a sign of life.
 */
async function endForgotten(dataDir) {
  if (!existsSync(dataDir)) return;
  const pid = Number(statusLines(dataDir)[0]) || undefined;
  const serves = pid !== undefined && isAlive(pid) && commandLine(pid).includes(dataDir);
  if (serves) await endGroup(pid, fastShutdown, 10_000, immediateShutdown);
  // Elsewhere it cannot be known that nobody is left: there PostgreSQL has to decide.
  if (process.platform !== 'linux') return;
  await untilNobodyWorksIn(dataDir);
  rmSync(join(dataDir, 'postmaster.pid'), { force: true });
}

function serverArguments({ dataDir, port, fastUnsafe, settings }) {
  const all = {
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    ...durableSettings,
    ...(fastUnsafe ? unsafeSettings : {}),
    ...settings,
  };
  return [
    '-D',
    dataDir,
    '-p',
    String(port),
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ];
}

/**
 * Prepares an embedded PostgreSQL: creates its data the first time.
 * @param {object} options
 * @param {string} options.stateDir
 * @param {number} options.port
 * @param {string} options.password of the administrator `postgres`; counts only when the data is created
 * @param {boolean} [options.fastUnsafe] do not wait for the disk
 * @param {Record<string, string>} [options.settings] further server settings
 * @param {object} options.partOptions passed on to Part
 * @returns {Promise<{part: Part, adminUrl: string, created: boolean}>} `created`: the data is new
 */
export async function preparePostgres({ stateDir, port, password, fastUnsafe = false, settings = {}, partOptions }) {
  const bin = postgresBinDir();
  const home = postgresHome(stateDir);
  const dataDir = join(home, 'data');
  await endForgotten(dataDir);
  const created = !existsSync(dataDir);
  if (created) await createCluster({ bin, home, dataDir, password, fastUnsafe });
  else await checkVersion(bin, dataDir);
  const part = new Part({
    name: 'PostgreSQL',
    service: 'postgres',
    // Fast shutdown: ends connections instead of waiting for them.
    stopSignal: fastShutdown,
    urgentSignal: immediateShutdown,
    graceMs: 20_000,
    logFile: freshLog(stateDir, 'postgres'),
    command: () => ({
      command: join(bin, 'postgres'),
      args: serverArguments({ dataDir, port, fastUnsafe, settings }),
      options: { ...postgresUser, cwd: home },
    }),
    isReady: async (pid) => {
      const lines = statusLines(dataDir);
      return lines[0] === String(pid) && lines[7]?.trim() === 'ready';
    },
    ...partOptions,
  });
  const adminUrl = `postgres://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/postgres`;
  return { part, adminUrl, created };
}
