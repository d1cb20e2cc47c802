import { readdirSync, readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

// Linux counts CPU time in clock ticks; the length of a tick is asked once.
const tickMs = 1000 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
const pageBytes = Number(execFileSync('getconf', ['PAGESIZE'], { encoding: 'utf8' }));

/** Fields of /proc/<pid>/stat after the command name, or undefined when the process is gone. */
function statOf(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

function parents() {
  const result = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = statOf(name);
    if (stat) result.set(Number(name), Number(stat[1]));
  }
  return result;
}

/** The given processes and all that descend from them (PostgreSQL forks a process for each connection). */
export function processTree(pids) {
  const parentOf = parents();
  const tree = new Set(pids);
  let grown = true;
  while (grown) {
    grown = false;
    for (const [pid, parent] of parentOf) {
      if (tree.has(parent) && !tree.has(pid)) grown = Boolean(tree.add(pid));
    }
  }
  return [...tree];
}

/** CPU time in milliseconds that a set of process trees has used, ended children included. */
export function cpuMs(pids) {
  let ticks = 0;
  for (const pid of processTree(pids)) {
    const stat = statOf(pid);
    // 11, 12: own user and system time; 13, 14: those of children that have ended.
    if (stat) ticks += Number(stat[11]) + Number(stat[12]) + Number(stat[13]) + Number(stat[14]);
  }
  return ticks * tickMs;
}

/** Resident memory of single processes, in bytes. */
export function residentBytes(pids) {
  return pids.reduce((sum, pid) => sum + Number(statOf(pid)?.[21] ?? 0) * pageBytes, 0);
}
