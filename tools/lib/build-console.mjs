import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { consoleSources, hashOf, hashOfFiles } from './build-plan.mjs';
import { run, tail } from './commands.mjs';
import { distDir, root } from './paths.mjs';
import { Problem } from './problem.mjs';

const outDir = join(distDir, 'console');
const stampFile = join(distDir, '.console-build');

function currentHash() {
  const lock = hashOf(readFileSync(join(root, 'package-lock.json')));
  return hashOf(`${hashOfFiles(consoleSources())} ${lock}`);
}

/**
 * Builds the browser application when it has changed.
 * @returns {Promise<'built' | 'unchanged' | 'absent'>}
 */
export async function buildConsole() {
  if (!existsSync(join(root, 'apps', 'console', 'index.html'))) return 'absent';
  const hash = currentHash();
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, 'utf8') : '';
  if (stamp === hash && existsSync(join(outDir, 'index.html'))) return 'unchanged';
  const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const args = [
    vite,
    'build',
    join(root, 'apps', 'console'),
    '--outDir',
    outDir,
    '--emptyOutDir',
    '--logLevel',
    'warn',
  ];
  const { code, output } = await run(process.execPath, args, {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (code !== 0) throw new Problem(`The console could not be built:\n${tail(output, 40)}`);
  writeFileSync(stampFile, hash);
  return 'built';
}
