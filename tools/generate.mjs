// Writes the files that follow from the code (API descriptions, tables of errors and events, NATS configuration,
// .env.example); with --check only says which of them are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readArguments } from './lib/arguments.mjs';
import { envExample } from './lib/env-example.mjs';
import { natsServerConf } from './lib/nats-server-conf.mjs';
import { distDir, root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';

const usage = `Usage: npm run generate -- [--check]

Writes the files that follow from the code; with --check only says which of them are stale.`;
const generator = join(distDir, 'libs', 'contracts', 'src', 'generate.js');

function isStale([path, content]) {
  const file = join(root, path);
  return !existsSync(file) || readFileSync(file, 'utf8') !== content;
}

function write([path, content]) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  console.log(`wrote ${path}`);
}

async function contractDocuments() {
  if (!existsSync(generator)) throw new Problem('The contracts are not built; run npm run build first.');
  const { generateAll } = await import(pathToFileURL(generator).href);
  return generateAll();
}

async function main() {
  const { check: onlyCheck } = readArguments({ usage, options: { check: { type: 'boolean' } } }).values;
  const stale = [];
  for (const generate of [contractDocuments, natsServerConf, envExample]) {
    stale.push(...Object.entries(await generate()).filter(isStale));
    if (!onlyCheck) stale.splice(0).forEach(write);
  }
  if (stale.length === 0) return;
  const names = stale.map(([path]) => `  ${path}`);
  throw new Problem(`These files do not fit the code; run npm run generate and commit them:\n${names.join('\n')}`);
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
