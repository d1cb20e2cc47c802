// Starts a whole Muster on this machine: `npm start`, or `npm start -- --help`.
// Until the dependencies are installed only Node's own modules may be imported.
import { readArguments } from './lib/arguments.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { checkNodeVersion } from './lib/node-version.mjs';
import { services } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { createReporter, seconds } from './lib/reporter.mjs';
import { stopWishes } from './lib/stop-wishes.mjs';
import { startSystem } from './lib/system.mjs';

const usage = `Usage: npm start -- [options]

  --fresh            forget all data and start over
  --state FOLDER     keep data in another folder than .muster; runs side by side with others
  --copies LIST      e.g. users=2,gateway=2: several copies of services
  --with-examples    also run the example internal services (examples/)
  --no-build         use what is built
  --quiet            print only failures

Environment: PORT (of the console), DATABASE_URL, NATS_URL, SMTP_URL replace the parts that are brought along;
LOG_LEVEL, OTEL_EXPORTER_OTLP_ENDPOINT and the services' other variables are passed on.`;

function parseCopies(text) {
  const pairs = text.split(',').map((pair) => pair.split('='));
  for (const [service, count] of pairs) {
    if (services.includes(service) && /^[1-9]$/.test(count ?? '')) continue;
    throw new Problem(`--copies ${text}: give services (${services.join(', ')}) with a number from 1 to 9.`);
  }
  return Object.fromEntries(pairs.map(([service, count]) => [service, Number(count)]));
}

function parsePort(text) {
  if (text === undefined || text === '') return undefined;
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new Problem(`PORT=${text} is not a port number.`);
}

function readOptions() {
  const flag = { type: 'boolean', default: false };
  const options = {
    fresh: flag,
    quiet: flag,
    'no-build': flag,
    'with-examples': flag,
    state: { type: 'string' },
    copies: { type: 'string' },
  };
  return readArguments({ usage, options }).values;
}

function printAddresses(report, { running, stateDir }, begun) {
  const line = (name, text) => report.info(`  ${name.padEnd(9)}${text}`);
  report.info(`\nMuster is ready (${seconds(Date.now() - begun)}).\n`);
  line('Console', running.baseUrl);
  line('Sign in', `${running.owner.email}   password: ${running.owner.password}`);
  if (running.mailUrl) line('Mail', `${running.mailUrl}   (whatever Muster sends arrives here)`);
  for (const { name, url } of running.examples ?? []) line('Example', `${url}   (${name})`);
  line('More', `${stateDir}/running.json has an administrator, a user and all addresses`);
  report.info('\nCtrl-C stops everything; data is kept for the next start.');
}

const starting = new AbortController();
let system;
let started = false;
let stopping = false;

async function stop() {
  stopping = true;
  process.stdout.write('\nStopping ... (again to stop at once)\n');
  // Before it has started, startSystem itself stops what it has begun.
  starting.abort(new Problem('Stopped before it was ready.'));
  if (started) await system.stop();
  else if (!system) process.exit(130);
}

async function stopAtOnce() {
  process.stdout.write('\nStopping at once ...\n');
  await system?.stopAtOnce();
  process.exit(130);
}

const onSignal = stopWishes({ onWish: () => void stop(), onHurry: () => void stopAtOnce() });

// A npm that is told to end passes that on only to the shell between it and us, and the shell keeps it to itself.
function watchNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    // It has passed on what it was told already, or else this is how we hear of it.
    if (!stopping) onSignal();
  }, 500);
  timer.unref();
}

async function main() {
  const options = readOptions();
  const begun = Date.now();
  const report = createReporter({ quiet: options.quiet });
  checkNodeVersion();
  // What `--state "$UNSET"` becomes: it would be the folder that one stands in.
  if (options.state?.trim() === '') throw new Problem('--state needs the name of a folder.');
  await ensureDependencies(report);
  const settings = {
    report,
    stateDir: options.state,
    copies: options.copies ? parseCopies(options.copies) : {},
    fresh: options.fresh,
    build: !options['no-build'],
    examples: options['with-examples'],
    port: parsePort(process.env.PORT),
    signal: starting.signal,
  };
  await startSystem({ ...settings, onCreate: (created) => (system = created) });
  started = true;
  printAddresses(report, system, begun);
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal);
watchNpm();
try {
  await main();
} catch (error) {
  if (!stopping) reportFailure(error);
}
