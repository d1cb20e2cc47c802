import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const skippedFolders = new Set(['node_modules', 'dist', '.git']);
// Read at run time from beside the code.
const copied = /\.(json|html|css|txt|sql|svg|png|ico|mmdb)$/;

/** All files under a folder of the checkout, as paths relative to the root, with `/`. */
export function listFiles(folder, base = root) {
  let entries;
  try {
    entries = readdirSync(join(base, folder), { withFileTypes: true });
  } catch {
    return [];
  }
  return entries.flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : listFiles(path, base);
    return entry.isFile() ? [path] : [];
  });
}

/** Hash of some text. */
export function hashOf(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 32);
}

/** One hash over the names and contents of files. */
export function hashOfFiles(files, base = root) {
  const ordered = [...files].sort((one, other) => (one < other ? -1 : 1));
  const lines = ordered.map((file) => `${file} ${hashOf(readFileSync(join(base, file)))}`);
  return hashOf(lines.join('\n'));
}

function isCode(path) {
  return path.endsWith('.ts') && !path.endsWith('.d.ts') && !path.endsWith('.spec.ts');
}

function isAsset(path) {
  return path.includes('/src/') && copied.test(path);
}

/** Source files that go into dist: code of all services, libraries and examples, and what lies beside it. */
export function codeSources() {
  const apps = readdirSync(join(root, 'apps')).filter((name) => name !== 'console');
  return [...apps.map((name) => `apps/${name}`), 'libs', 'examples']
    .flatMap((folder) => listFiles(folder))
    .filter((path) => isCode(path) || isAsset(path));
}

/** Source files of the console. */
export function consoleSources() {
  const own = listFiles('apps/console').filter((path) => !/\.spec\.tsx?$/.test(path));
  return [...own, ...listFiles('libs/contracts/src').filter(isCode)];
}

/** Files in dist that belong to a source file. */
export function outputsOf(source) {
  if (!source.endsWith('.ts')) return [source];
  const file = source.replace(/\.ts$/, '.js');
  return [file, `${file}.map`];
}
