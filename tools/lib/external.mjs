import { setTimeout as sleep } from 'node:timers/promises';
import { Problem, whyUnreachable } from './problem.mjs';

// One that is just starting gets so long.
const waitMs = 5_000;
const pauseMs = 500;

/** A URL of the environment; what it says is not shown, because it may hold a password. */
export function urlFrom(variable, text) {
  if (!URL.canParse(text)) throw new Problem(`${variable} is no URL.`);
  return new URL(text);
}

/** Forgetting would take the keys of a database whose data stays. */
export function refuseFreshOfExternal() {
  if (!process.env.DATABASE_URL) return;
  throw new Problem(
    '--fresh forgets only what npm start itself keeps, and DATABASE_URL names a database of somebody else.\n' +
      'Leave out --fresh; to start over, name a new database in DATABASE_URL: it is made.',
  );
}

async function databaseAnswers(url) {
  const { Client } = await import('pg');
  const client = new Client({ connectionString: url, connectionTimeoutMillis: waitMs });
  client.on('error', () => {});
  await client.connect();
  await client.end();
}

async function natsAnswers({ servers, credentials }) {
  const { connect } = await import('@nats-io/transport-node');
  const { user, password: pass } = credentials.gateway;
  const access = user ? { user, pass } : {};
  const connection = await connect({ servers: servers.split(','), ...access, reconnect: false, timeout: waitMs });
  await connection.close();
}

async function untilItAnswers({ what, variable, urls, ask, signal }) {
  const deadline = Date.now() + waitMs;
  for (;;) {
    signal?.throwIfAborted();
    try {
      return await ask();
    } catch (error) {
      if (Date.now() < deadline) {
        await sleep(pauseMs);
        continue;
      }
      const hosts = urls.split(',').map((url) => new URL(url).host || '(no host)');
      throw new Problem(
        `${what} cannot be used at ${hosts.join(', ')}: ${whyUnreachable(error) ?? error.message}.\n` +
          `${variable} names it. Start it there, correct ${variable}, or leave it out: then npm start brings one along.`,
      );
    }
  }
}

/** Fails when DATABASE_URL cannot be used, within seconds. */
export async function untilDatabaseAnswers(url, signal) {
  urlFrom('DATABASE_URL', url);
  const ask = () => databaseAnswers(url);
  return untilItAnswers({ what: 'PostgreSQL', variable: 'DATABASE_URL', urls: url, ask, signal });
}

/**
 * Fails when NATS_URL cannot be used, within seconds.
 * @param {ReturnType<typeof import('./service-env.mjs').natsAccess>} nats
 */
export function untilNatsAnswers(nats, signal) {
  const ask = () => natsAnswers(nats);
  return untilItAnswers({ what: 'NATS', variable: 'NATS_URL', urls: nats.servers, ask, signal });
}
