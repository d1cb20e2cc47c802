// Lists events that a service gave up on, and sends them on their way again.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { databaseVariable } from './lib/database-urls.mjs';
import { databaseServices, distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

const usage = `Usage: npm run dead-letters -- COMMAND [--service NAME]

  list           what was put aside
  show ID        one of them
  redrive ID     applies it again; with --all all of them
  --service NAME only those of ${databaseServices.join(', ')}`;

/** What the command of the library takes; it knows the words itself. */
function readWish() {
  const options = { all: { type: 'boolean' }, service: { type: 'string' } };
  const { values, positionals } = readArguments({ usage, options, words: true });
  const { all, service } = values;
  const [command, id, ...more] = positionals;
  const needs = { list: !id && !all, show: id && !all, redrive: Boolean(id) !== Boolean(all) };
  if (!needs[command] || more.length > 0) throw new Problem(usage);
  if (service && !databaseServices.includes(service)) throw new Problem(`There is no service ${service}.\n\n${usage}`);
  return process.argv.slice(2);
}

function databaseUrls() {
  const running = readRunning()?.databaseUrls ?? {};
  const urls = databaseServices.map((service) => [service, process.env[databaseVariable(service)] ?? running[service]]);
  const missing = urls.filter(([, url]) => !url).map(([service]) => databaseVariable(service));
  if (missing.length > 0) throw new Problem(`Muster does not run here; set ${missing.join(', ')}.`);
  return Object.fromEntries(urls);
}

try {
  const wish = readWish();
  const command = join(distDir, 'libs', 'events', 'src', 'dead-letters-cli.js');
  if (!existsSync(command)) throw new Problem('The code is not built; run npm run build first.');
  const { main } = await import(pathToFileURL(command).href);
  process.exitCode = await main(wish, { databaseUrls: databaseUrls() });
} catch (error) {
  reportFailure(error);
}
