import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the checkout. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** State folder of the system that `npm start` runs. */
export const defaultStateDir = join(root, '.muster');

/** Folder of compiled code. */
export const distDir = join(root, 'dist');

/** The processes that Muster consists of, in the order in which they are started. */
export const services = ['users', 'auth', 'notifications', 'gateway'];

/** Internal services of others that come as examples; see `subscribers` of the contracts. */
export const examples = ['conversations'];

/** The services that own tables. */
export const databaseServices = ['users', 'auth', 'notifications'];

/**
 * The file that a process of a service runs, made by `npm run build`.
 * @param {string} service
 * @param {string} [name] `main`, or another command of it such as `migrate`
 */
export function bundleOf(service, name = 'main') {
  return join(distDir, 'services', service, `${name}.js`);
}
