import { mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeSources, hashOf, listFiles, outputsOf } from './build-plan.mjs';
import { readJson, writeWhole } from './files.mjs';
import { distDir, root } from './paths.mjs';
import { Problem } from './problem.mjs';

const stampFile = join(distDir, '.build.json');

function toolHash() {
  const swc = readFileSync(join(root, 'node_modules', '@swc', 'core', 'package.json'), 'utf8');
  return hashOf(`${readFileSync(join(root, '.swcrc'), 'utf8')} ${JSON.parse(swc).version} 1`);
}

async function compile(swc, source) {
  const [output, map] = outputsOf(source);
  const name = source.slice(source.lastIndexOf('/') + 1);
  const up = '../'.repeat(source.split('/').length);
  const result = await swc.transform(readFileSync(join(root, source), 'utf8'), {
    filename: join(root, source),
    configFile: join(root, '.swcrc'),
    sourceMaps: true,
    sourceFileName: `${up}${source}`,
  });
  const link = `\n//# sourceMappingURL=${name.replace(/\.ts$/, '.js.map')}\n`;
  writeWhole(join(distDir, map), result.map);
  writeWhole(join(distDir, output), result.code.trimEnd() + link);
}

async function build(swc, source) {
  if (source.endsWith('.ts')) await compile(swc, source);
  else writeWhole(join(distDir, source), readFileSync(join(root, source)));
}

// The time of the last change is looked at first, because it is much cheaper than the content.
function currentEntry(source, before) {
  const { mtimeMs, size } = statSync(join(root, source));
  const known = before?.[source];
  if (known && known.mtimeMs === mtimeMs && known.size === size) return known;
  return { mtimeMs, size, hash: hashOf(readFileSync(join(root, source))) };
}

function removeStale(sources) {
  const wanted = new Set(sources.flatMap(outputsOf));
  const present = ['apps', 'libs', 'examples'].flatMap((folder) => listFiles(folder, distDir));
  const stale = present.filter((path) => !wanted.has(path) && !path.endsWith('.tmp'));
  for (const path of stale) rmSync(join(distDir, path), { force: true });
  return { stale: stale.length, present: new Set(present) };
}

/**
 * Compiles the services and libraries, as far as they have changed.
 * @returns {Promise<{built: number, removed: number, hash: string}>} `hash` of all that the compiled files come from
 */
export async function buildCode() {
  const tools = toolHash();
  const kept = readJson(stampFile);
  const before = kept?.tools === tools ? kept.files : {};
  const sources = codeSources();
  const files = Object.fromEntries(sources.map((source) => [source, currentEntry(source, before)]));
  const { stale, present } = removeStale(sources);
  const changed = sources.filter(
    (source) => files[source].hash !== before[source]?.hash || !outputsOf(source).every((file) => present.has(file)),
  );
  const failures = changed.length > 0 ? await buildAll(changed) : new Map();
  for (const source of failures.keys()) delete files[source];
  mkdirSync(distDir, { recursive: true });
  if (changed.length + stale > 0 || !kept) writeWhole(stampFile, JSON.stringify({ tools, files }));
  if (failures.size > 0) throw new Problem([...failures.values()].join('\n'));
  const hash = hashOf(`${tools} ${sources.map((source) => `${source} ${files[source].hash}`).join('\n')}`);
  return { built: changed.length, removed: stale, hash };
}

async function buildAll(changed) {
  const { default: swc } = await import('@swc/core');
  const failures = new Map();
  await Promise.all(
    changed.map((source) => build(swc, source).catch((error) => failures.set(source, `${source}: ${error.message}`))),
  );
  return failures;
}
