// Checks and tests everything: `npm test`, or one ring with `npm run test:int -- <files>`.
// Until the dependencies are installed only Node's own modules may be imported.
import { join } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { ensureChromium } from './lib/chromium.mjs';
import { run } from './lib/commands.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNatsServer } from './lib/nats-binary.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { createReporter } from './lib/reporter.mjs';
import { checkStages, runStages } from './lib/stages.mjs';
import { startTestCluster } from './lib/test-database.mjs';
import { clearTestFolders, countFiles, createTestFolder, rings, runRing } from './lib/test-rings.mjs';

const usage = `Usage: npm test -- [--ring RING] [path ...]

  --ring RING   only one of ${rings.join(', ')}; without it also format, lint, types, boundaries and generated files
  path          parts of the paths of files with tests; without any all are run`;

const report = createReporter();
const total = { passed: 0, failed: 0, skipped: 0 };
let interrupted = false;
let cluster;

function add({ passed = 0, failed = 0, skipped = 0 }) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
}

async function build() {
  const { code, output } = await run(process.execPath, [join(root, 'tools', 'build.mjs')]);
  if (output.trim() !== '') report.info(output.trim());
  return code === 0;
}

// What cannot run is named and counted, so that a green line never hides it.
function countMissing(what) {
  report.info(`SKIPPED: ${what}`);
  add(process.env.CI === 'true' ? { failed: 1 } : { skipped: 1 });
}

async function partsFor(wanted, folder) {
  const env = {};
  if (wanted.includes('e2e')) {
    const chromium = await ensureChromium(report);
    if (chromium) env.CHROMIUM_PATH = chromium;
    else countMissing('browser tests; there is no chromium and no right to install one (CHROMIUM_PATH may name one)');
  }
  if (wanted.some((ring) => ring !== 'unit')) env.TEST_NATS_SERVER = await findNatsServer(report);
  if (wanted.includes('int') || wanted.includes('contract')) {
    cluster = await startTestCluster({ stateDir: join(folder, 'cluster') });
    env.TEST_DATABASE_ADMIN_URL = cluster.adminUrl;
  }
  return env;
}

async function runChecks() {
  report.info('');
  const verdicts = await runStages(checkStages(), { report, isStopped: () => interrupted });
  for (const passed of verdicts) add(passed ? { passed: 1 } : { failed: 1 });
}

async function runRings(wanted, patterns) {
  await clearTestFolders();
  const folder = createTestFolder();
  const env = await partsFor(wanted, folder);
  for (const ring of wanted) {
    if (interrupted) return;
    add(await runRing(ring, { folder, env, patterns, report }));
  }
}

function readWishes() {
  const { values, positionals } = readArguments({ usage, options: { ring: { type: 'string' } }, words: true });
  const { ring } = values;
  if (ring !== undefined && !rings.includes(ring)) {
    throw new Problem(`--ring ${ring}: there is no such ring.\n\n${usage}`);
  }
  return { only: ring, patterns: positionals };
}

// A mistyped path must not look like tests that pass.
async function checkPatterns(wanted, patterns) {
  for (const pattern of patterns) {
    const counts = await Promise.all(wanted.map((ring) => countFiles(ring, pattern)));
    if (counts.some((count) => count > 0)) continue;
    throw new Problem(`No file with tests of ${wanted.join(', ')} has a path with ${pattern} in it.`);
  }
}

async function main({ only, patterns }) {
  checkNodeVersion();
  await ensureDependencies(report);
  await checkPatterns(only ? [only] : rings, patterns);
  const built = await build();
  add(built ? { passed: only ? 0 : 1 } : { failed: 1 });
  if (!only) await runChecks();
  // Tests of the compiled code would say nothing when it is not this code.
  if (built && !interrupted) await runRings(only ? [only] : rings, patterns);
}

async function cleanUp() {
  await cluster?.stop();
  await clearTestFolders();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    if (interrupted) process.exit(130);
    interrupted = true;
    report.info('\nStopping after what runs now ... (again to stop at once)');
  });
}

// Who asks in vain shall read the answer, and no count after it.
function wishesOrEnd() {
  try {
    return readWishes();
  } catch (error) {
    reportFailure(error);
    return process.exit();
  }
}

const wishes = wishesOrEnd();
try {
  await main(wishes);
} catch (error) {
  reportFailure(error);
  add({ failed: 1 });
}
await cleanUp().catch(reportFailure);
if (interrupted) add({ failed: 1 });
process.exitCode = total.failed > 0 ? 1 : 0;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
report.info(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
