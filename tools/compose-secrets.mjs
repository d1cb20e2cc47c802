// Makes up the secrets that docker-compose.yml asks for and writes them to .env, which git ignores. Never overwrites.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readArguments } from './lib/arguments.mjs';
import { composeSecrets } from './lib/compose-secrets.mjs';
import { root } from './lib/paths.mjs';
import { Problem, reportFailure } from './lib/problem.mjs';

const usage = `Usage: node tools/compose-secrets.mjs

Writes the secrets that docker-compose.yml asks for to .env, which must not be there yet.`;

function write(file, content) {
  try {
    writeFileSync(file, content, { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    throw new Problem('.env is there already. Its secrets are in use: add what is missing by hand.');
  }
}

try {
  readArguments({ usage });
  const lines = Object.entries(composeSecrets()).map(([name, value]) => `${name}=${value}\n`);
  write(
    join(root, '.env'),
    `# Secrets of docker-compose.yml. Keep a copy of AUTH_MASTER_KEY apart.\n${lines.join('')}`,
  );
  console.log('Wrote .env. Sign in to the demonstration account with DEMO_PASSWORD; without that line there is none.');
} catch (error) {
  reportFailure(error);
}
