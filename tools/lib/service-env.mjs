import { join } from 'node:path';
import { urlFrom } from './external.mjs';
import { distDir, examples, services } from './paths.mjs';
import { Problem } from './problem.mjs';

// Set per service below, or meant for this tool; a service must not find another's secret in its environment.
const withheld = [
  /^(DATABASE_URL|.*_DATABASE_URL|PORT|SMTP_URL|NATS_.*|NODE_ENV|NODE_OPTIONS|CI|AUTH_MASTER_KEY|CURSOR_SIGNING_KEY)$/,
  /^(npm_|JEST_|MUSTER_|MIGRATION_|TEST_)/,
];

function inherited() {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !withheld.some((pattern) => pattern.test(name))),
  );
}

/**
 * Where NATS is and as whom each service signs in.
 * @param {string | undefined} external NATS_URL of the environment
 * @param {{port: number, passwords: Record<string, string>}} embedded
 */
export function natsAccess(external, { port, passwords }) {
  if (!external) {
    const credentials = [...services, ...examples].map((name) => [name, { user: name, password: passwords[name] }]);
    return {
      servers: `nats://127.0.0.1:${port}`,
      adminUrl: `nats://admin:${encodeURIComponent(passwords.admin)}@127.0.0.1:${port}`,
      credentials: Object.fromEntries(credentials),
    };
  }
  const urls = external.split(',').map((text) => urlFrom('NATS_URL', text.includes('://') ? text : `nats://${text}`));
  const own = { user: decodeURIComponent(urls[0].username), password: decodeURIComponent(urls[0].password) };
  const credentials = [...services, ...examples].map((service) => {
    const name = service.toUpperCase();
    const user = process.env[`NATS_${name}_USER`];
    return [service, user ? { user, password: process.env[`NATS_${name}_PASSWORD`] ?? '' } : own];
  });
  const servers = urls.map(({ protocol, host }) => `${protocol}//${host}`).join(',');
  return { servers, adminUrl: external, credentials: Object.fromEntries(credentials) };
}

/** The key of the environment, else the one that the state folder keeps. */
export function authMasterKey(secrets) {
  return process.env.AUTH_MASTER_KEY ?? secrets.authMasterKey;
}

function ownVariables(service, { databaseUrls, secrets, smtpUrl, port }) {
  switch (service) {
    case 'users':
      return {
        DATABASE_URL: databaseUrls.users,
        CURSOR_SIGNING_KEY: process.env.CURSOR_SIGNING_KEY ?? secrets.cursorSigningKey,
      };
    case 'auth':
      return {
        DATABASE_URL: databaseUrls.auth,
        AUTH_MASTER_KEY: authMasterKey(secrets),
      };
    case 'notifications':
      return {
        DATABASE_URL: databaseUrls.notifications,
        SMTP_URL: smtpUrl,
        MAIL_FROM: process.env.MAIL_FROM ?? 'Muster <no-reply@muster.example>',
      };
    case 'gateway':
      return { HTTP_HOST: '127.0.0.1', HTTP_PORT: String(port), CONSOLE_DIR: join(distDir, 'console') };
    default:
      throw new Problem(`There is no service ${service}.`);
  }
}

/**
 * Environment of an example: what its README asks for, and nothing of ours.
 * @param {string} name
 * @param {{nats: ReturnType<typeof natsAccess>, databaseUrl: string, port: number}} context
 */
export function exampleEnvironment(name, { nats, databaseUrl, port }) {
  const { user, password } = nats.credentials[name];
  return {
    PATH: process.env.PATH,
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    NATS_URL: nats.servers,
    ...(user ? { NATS_USER: user, NATS_PASSWORD: password } : {}),
    HTTP_PORT: String(port),
  };
}

function overrides(env, service) {
  const forAll = Object.entries(env).filter(([, value]) => typeof value !== 'object');
  const strings = Object.entries({ ...Object.fromEntries(forAll), ...env[service] });
  return Object.fromEntries(strings.map(([name, value]) => [name, String(value)]));
}

/**
 * Environment of one copy of a service.
 * @param {string} service
 * @param {object} context
 * @param {string} context.publicUrl
 * @param {number} context.metricsPort
 * @param {number} [context.port] of a gateway
 * @param {ReturnType<typeof natsAccess>} context.nats
 * @param {Record<string, string>} context.databaseUrls
 * @param {object} context.secrets
 * @param {string} context.smtpUrl
 * @param {Record<string, string | Record<string, string>>} context.env further variables for all services, or for one
 *   under its name
 */
export function serviceEnvironment(service, context) {
  const { user, password } = context.nats.credentials[service];
  return {
    LOG_LEVEL: 'info',
    // Each arena of glibc keeps pages of its own: as in the image.
    MALLOC_ARENA_MAX: '2',
    ...inherited(),
    NODE_ENV: 'production',
    PUBLIC_URL: process.env.PUBLIC_URL ?? context.publicUrl,
    NATS_URL: context.nats.servers,
    ...(user ? { NATS_USER: user, NATS_PASSWORD: password } : {}),
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: String(context.metricsPort),
    ...ownVariables(service, context),
    ...overrides(context.env, service),
  };
}
