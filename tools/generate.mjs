// Writes the files that follow from the contracts (API descriptions, tables of errors and events); with --check only
// says which of them are stale.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distDir, root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';

const onlyCheck = process.argv.includes('--check');
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

async function main() {
  if (!existsSync(generator)) throw new Problem('The contracts are not built; run npm run build first.');
  const { generateAll } = await import(pathToFileURL(generator).href);
  const stale = Object.entries(await generateAll()).filter(isStale);
  if (!onlyCheck) return stale.forEach(write);
  if (stale.length === 0) return undefined;
  const names = stale.map(([path]) => `  ${path}`);
  throw new Problem(`These files do not fit the contracts; run npm run generate and commit them:\n${names.join('\n')}`);
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
