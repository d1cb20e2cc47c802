import { existsSync } from 'node:fs';
import { findOnPath, run } from './commands.mjs';
import { withHeartbeat } from './reporter.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const fixedPlaces = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

async function findChromium() {
  const found = [process.env.CHROMIUM_PATH, ...names.map(findOnPath), ...fixedPlaces].filter(Boolean);
  for (const path of found) {
    // On Ubuntu the program of this name may only say that a snap is to be installed.
    if (existsSync(path) && (process.platform === 'win32' || (await run(path, ['--version'])).code === 0)) return path;
  }
  return undefined;
}

async function installFromDebian() {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['-qq', 'update'], { env });
  await run('apt-get', ['-qq', '-y', 'install', '--no-install-recommends', 'chromium'], { env });
}

/**
 * Path of a browser for the tests; Debian's is installed when there is none and this may be done.
 * @param {{info(text: string): void}} report
 * @returns {Promise<string | undefined>}
 */
export async function ensureChromium(report) {
  const found = await findChromium();
  if (found) return found;
  if (process.getuid?.() !== 0 || !findOnPath('apt-get')) return undefined;
  await withHeartbeat(report, 'Installing chromium for the browser tests', installFromDebian);
  return findChromium();
}
