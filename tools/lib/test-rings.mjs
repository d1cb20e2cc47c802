import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './commands.mjs';
import { readJson } from './files.mjs';
import { defaultStateDir, root } from './paths.mjs';
import { removePostgresElsewhere } from './postgres-binaries.mjs';
import { processIdentity } from './processes.mjs';
import { createReporter, seconds } from './reporter.mjs';
import { State } from './state.mjs';

/** The kinds of tests, fastest first. */
export const rings = ['unit', 'int', 'contract', 'e2e'];

const testsFolder = join(defaultStateDir, 'test');
const jest = join(root, 'node_modules', 'jest', 'bin', 'jest.js');
const longest = 30 * 60_000;

/** A folder for everything that this run of the tests starts. */
export function createTestFolder() {
  const folder = join(testsFolder, String(process.pid));
  mkdirSync(folder, { recursive: true });
  return folder;
}

async function clearSystems(folder) {
  const systems = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  for (const { name } of systems) {
    const state = new State(join(folder, name));
    const holder = readJson(state.lockFile);
    if (holder && holder.pid !== process.pid && processIdentity(holder.pid) === holder.identity) continue;
    await state.clearLeftovers(createReporter({ quiet: true }));
    removePostgresElsewhere(state.dir);
  }
  rmSync(folder, { recursive: true, force: true });
}

/** Ends and removes what this run, or one that was killed, has left behind. */
export async function clearTestFolders() {
  mkdirSync(testsFolder, { recursive: true });
  for (const name of readdirSync(testsFolder)) {
    const inUse = Number(name) !== process.pid && processIdentity(Number(name)) !== undefined;
    if (!inUse) await clearSystems(join(testsFolder, name));
  }
}

function jestArguments(patterns) {
  const reporter = join(root, 'tools', 'lib', 'jest-reporter.mjs');
  return [jest, '--config', 'jest.config.mjs', `--reporters=${reporter}`, '--passWithNoTests', ...patterns];
}

function jestEnvironment(ring, folder, countsFile, env) {
  return {
    ...process.env,
    ...env,
    NODE_OPTIONS:
      `${process.env.NODE_OPTIONS ?? ''} --experimental-vm-modules --disable-warning=ExperimentalWarning`.trim(),
    MUSTER_RING: ring,
    MUSTER_JEST_COUNTS: countsFile,
    MUSTER_TEST_STATE_ROOT: folder,
  };
}

/**
 * How many files of a ring a pattern picks.
 * @param {string} ring
 * @param {string} pattern
 */
export async function countFiles(ring, pattern) {
  const { code, output } = await run(process.execPath, [jest, '--config', 'jest.config.mjs', '--listTests', pattern], {
    cwd: root,
    env: { ...process.env, MUSTER_RING: ring },
  });
  return code === 0 ? output.split('\n').filter((line) => line.endsWith('.spec.ts')).length : 0;
}

/**
 * Runs one ring of tests.
 * @param {string} ring
 * @param {{folder: string, env: Record<string, string>, patterns: string[], report: {info(text: string): void}}} options
 * @returns {Promise<{passed: number, failed: number, skipped: number}>}
 */
export async function runRing(ring, { folder, env, patterns, report }) {
  const begun = Date.now();
  report.info(`\n${ring} tests`);
  const countsFile = join(folder, `${ring}-counts.json`);
  rmSync(countsFile, { force: true });
  const { code } = await run(process.execPath, jestArguments(patterns), {
    cwd: root,
    env: jestEnvironment(ring, folder, countsFile, env),
    show: true,
    timeout: longest,
  });
  const counts = readJson(countsFile) ?? { passed: 0, failed: 0, skipped: 0 };
  // Jest can fail without a failed test, and a crash writes no counts at all.
  if (code !== 0 && counts.failed === 0) counts.failed = 1;
  report.info(
    `${`${ring} tests`.padEnd(17)}${(counts.failed === 0 ? 'ok' : 'FAILED').padEnd(8)}${seconds(Date.now() - begun)}`,
  );
  return counts;
}
