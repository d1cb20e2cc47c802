import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

/**
 * Full path of a program on PATH, or undefined.
 * @param {string} name without `.exe`
 */
export function findOnPath(name) {
  const file = process.platform === 'win32' ? `${name}.exe` : name;
  for (const folder of (process.env.PATH ?? '').split(delimiter).filter(Boolean)) {
    try {
      accessSync(join(folder, file), constants.X_OK);
      return join(folder, file);
    } catch {
      // not in this folder
    }
  }
  return undefined;
}

const running = new Set();
// Nothing goes on for a process that has ended.
process.once('exit', () => {
  for (const child of running) child.kill();
});

/**
 * Runs a command to its end and collects what it prints.
 * @param {string} command
 * @param {string[]} args
 * @param {import('node:child_process').SpawnOptions & {input?: string, show?: boolean}} options `show` prints as it comes
 * @returns {Promise<{code: number, output: string}>} a signal counts as code 1, a command that cannot start as 127
 */
export function run(command, args, { input, show = false, ...options } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { windowsHide: true, ...options, stdio: ['pipe', 'pipe', 'pipe'] });
    running.add(child);
    child.once('exit', () => running.delete(child));
    const chunks = [];
    const keep = (stream) => (chunk) => {
      chunks.push(chunk);
      if (show) stream.write(chunk);
    };
    child.stdout.on('data', keep(process.stdout));
    child.stderr.on('data', keep(process.stderr));
    child.once('error', (error) => resolve({ code: 127, output: error.message }));
    child.once('close', (code) => resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() }));
    // A child that ends before reading its input is reported by its exit code, not by EPIPE.
    child.stdin.on('error', () => {});
    child.stdin.end(input ?? '');
  });
}

/** The last lines of a text, for failure messages. */
export function tail(text, lines = 30) {
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
