import { randomBytes } from 'node:crypto';
import { databaseServices, examples, services } from './paths.mjs';

const key = () => randomBytes(32).toString('base64');
// Hexadecimal goes into a URL as it is; with a letter first, NATS cannot take it for a number.
const password = () => `p${randomBytes(24).toString('hex')}`;

/**
 * Fresh values for the variables that docker-compose.yml asks for.
 * @returns {Record<string, string>}
 */
export function composeSecrets() {
  const databases = ['POSTGRES', ...databaseServices.map((service) => `${service.toUpperCase()}_DATABASE`)];
  const nats = [...services, ...examples, 'admin', 'system'].map((user) => `NATS_${user.toUpperCase()}`);
  const passwords = [...databases, ...nats].map((name) => [`${name}_PASSWORD`, password()]);
  return {
    ...Object.fromEntries(passwords),
    AUTH_MASTER_KEY: key(),
    CURSOR_SIGNING_KEY: key(),
    DEMO_PASSWORD: password(),
  };
}
