import { closeSync, existsSync, mkdirSync, openSync, readSync, renameSync, fstatSync } from 'node:fs';
import { join } from 'node:path';

const tailBytes = 16_384;

/**
 * Log file of a process in a state folder; the one of the run before is kept with the ending `.1`.
 * @param {string} stateDir
 * @param {string} name
 */
export function freshLog(stateDir, name) {
  const folder = join(stateDir, 'logs');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.log`);
  if (existsSync(path)) renameSync(path, `${path}.1`);
  return path;
}

/** Last lines of a log file; empty when there is none. */
export function logTail(path, lines = 25) {
  if (!existsSync(path)) return '';
  const file = openSync(path, 'r');
  const { size } = fstatSync(file);
  const buffer = Buffer.alloc(Math.min(size, tailBytes));
  readSync(file, buffer, 0, buffer.length, size - buffer.length);
  closeSync(file);
  return buffer.toString().trimEnd().split('\n').slice(-lines).join('\n');
}
