// Runs in a process of its own: the starter must not load modules that a later build replaces.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { distDir } from './paths.mjs';

const module = join(distDir, 'libs', 'contracts', 'src', 'nats-permissions.js');
const { natsPermissions } = await import(pathToFileURL(module).href);
process.stdout.write(JSON.stringify(natsPermissions()));
