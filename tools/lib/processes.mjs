import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

function linuxStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command name may hold spaces and brackets; fields are counted from the last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0], startedAt: fields[19] };
  } catch {
    return undefined;
  }
}

function bootId() {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return 'unknown';
  }
}

function askSystem(pid) {
  const [command, args] =
    process.platform === 'win32'
      ? ['powershell', ['-NoProfile', '-Command', `(Get-Process -Id ${pid}).StartTime.Ticks`]]
      : ['ps', ['-o', 'lstart=', '-p', String(pid)]];
  const { status, stdout } = spawnSync(command, args, { encoding: 'utf8', windowsHide: true });
  return status === 0 && stdout.trim() !== '' ? stdout.trim() : undefined;
}

/**
 * Tells one process from a later one with the same number: when it was started.
 * @returns {string | undefined} undefined when no such process runs
 */
export function processIdentity(pid) {
  if (process.platform !== 'linux') return askSystem(pid);
  const stat = linuxStat(pid);
  return stat && stat.state !== 'Z' ? `${bootId()}/${stat.startedAt}` : undefined;
}

/** Whether the process runs; one that has ended and merely was not collected yet does not count. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return process.platform !== 'linux' || linuxStat(pid)?.state !== 'Z';
}

/** Command line of a process, or an empty string where that cannot be known. */
export function commandLine(pid) {
  if (process.platform === 'linux') {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  if (process.platform === 'win32') return '';
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** Sends a signal to a process that leads its own group, and to everything it has started. */
export function signalGroup(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // the whole group has ended meanwhile
  }
}

/** Waits until a process has ended; false when it still runs after that time. */
export async function waitForEnd(pid, milliseconds) {
  const deadline = Date.now() + milliseconds;
  while (isAlive(pid)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/**
 * Ends a process group politely, and by force when that takes too long.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 * @param {number} graceMs
 * @param {NodeJS.Signals} [urgent] for what must not be killed while there is another way
 */
export async function endGroup(pid, signal, graceMs, urgent) {
  signalGroup(pid, signal);
  if (await waitForEnd(pid, graceMs)) return;
  if (urgent) {
    signalGroup(pid, urgent);
    if (await waitForEnd(pid, 5_000)) return;
  }
  signalGroup(pid, 'SIGKILL');
  await waitForEnd(pid, 5_000);
}

/** Processes whose working folder this is; empty where the system does not say. */
export function processesIn(folder) {
  if (process.platform !== 'linux') return [];
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === folder && isAlive(pid);
    } catch {
      // It has ended meanwhile, or is none of ours.
      return false;
    }
  });
}
