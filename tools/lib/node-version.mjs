import { Problem } from './problem.mjs';

const needed = [20, 19];

/** Refuses a Node.js that is too old, before anything fails in a way that is hard to read. */
export function checkNodeVersion(version = process.versions.node) {
  const [major, minor] = version.split('.').map(Number);
  const fits = major > needed[0] || (major === needed[0] && minor >= needed[1]);
  if (fits) return;
  throw new Problem(
    `Muster needs Node.js ${needed.join('.')} or later; this is ${version} (${process.execPath}).\n` +
      'Install a current version from https://nodejs.org or with your version manager.',
  );
}
