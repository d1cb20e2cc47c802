// Checks and tests everything: `npm test`, or one ring with `npm run test:int -- <files>`.
// Until the dependencies are installed only Node's own modules may be imported.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureChromium } from './lib/chromium.mjs';
import { run } from './lib/commands.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findNatsServer } from './lib/nats-binary.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { createReporter } from './lib/reporter.mjs';
import { checkStages, runStage } from './lib/stages.mjs';
import { startTestCluster } from './lib/test-database.mjs';
import { clearTestFolders, createTestFolder, rings, runRing } from './lib/test-rings.mjs';

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
  for (const stage of checkStages()) {
    if (interrupted) return;
    add((await runStage(stage, report)) ? { passed: 1 } : { failed: 1 });
  }
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

function readArguments() {
  const { values, positionals } = parseArgs({ options: { ring: { type: 'string' } }, allowPositionals: true });
  if (values.ring && !rings.includes(values.ring)) throw new Problem(`--ring: one of ${rings.join(', ')}`);
  return { only: values.ring, patterns: positionals };
}

async function main() {
  const { only, patterns } = readArguments();
  checkNodeVersion();
  await ensureDependencies(report);
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
try {
  await main();
} catch (error) {
  reportFailure(error);
  add({ failed: 1 });
}
await cleanUp().catch(reportFailure);
if (interrupted) add({ failed: 1 });
process.exitCode = total.failed > 0 ? 1 : 0;
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
report.info(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
