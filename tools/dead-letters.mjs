// Lists events that a service gave up on, and sends them on their way again:
//   npm run dead-letters -- list | redrive <id> | redrive --all [--service users]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { databaseVariable } from './lib/database-urls.mjs';
import { databaseServices, distDir } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';
import { readRunning } from './lib/system.mjs';

function databaseUrls() {
  const running = readRunning()?.databaseUrls ?? {};
  const urls = databaseServices.map((service) => [service, process.env[databaseVariable(service)] ?? running[service]]);
  const missing = urls.filter(([, url]) => !url).map(([service]) => databaseVariable(service));
  if (missing.length > 0) throw new Problem(`Muster does not run here; set ${missing.join(', ')}.`);
  return Object.fromEntries(urls);
}

try {
  const command = join(distDir, 'libs', 'events', 'src', 'dead-letters-cli.js');
  if (!existsSync(command)) throw new Problem('The code is not built; run npm run build first.');
  const { main } = await import(pathToFileURL(command).href);
  await main(process.argv.slice(2), { databaseUrls: databaseUrls() });
} catch (error) {
  reportFailure(error);
}
