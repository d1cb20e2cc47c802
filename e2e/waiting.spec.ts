// Real: everything. What a process and `npm start` say while NATS or PostgreSQL cannot be reached.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from '@jest/globals';
import { testNats } from '../libs/testing/src/test-nats.js';
import { until } from './support/api.js';
import { Command } from './support/command.js';

// Nobody listens at port 1.
const nobody = {
  nats: 'nats://amy:quiet-secret@127.0.0.1:1',
  database: 'postgres://amy:quiet-secret@127.0.0.1:1/desk',
};
const begun: Command[] = [];

function command(args: string[], env: Record<string, string | undefined>): Command {
  const added = new Command(process.execPath, args, { env: { NODE_OPTIONS: undefined, ...env } });
  begun.push(added);
  return added;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

interface Readiness {
  ok: boolean;
  state: string;
  checks: Record<string, { ok: boolean; problem?: string }>;
}

async function usersAlone(natsUrl: string) {
  const port = await freePort();
  const service = command(['dist/services/users/main.js'], {
    NATS_URL: natsUrl,
    DATABASE_URL: nobody.database,
    CURSOR_SIGNING_KEY: randomBytes(32).toString('base64'),
    PUBLIC_URL: 'http://localhost:4800',
    METRICS_HOST: '127.0.0.1',
    METRICS_PORT: String(port),
  });
  const ready = async () =>
    fetch(`http://127.0.0.1:${port}/health/ready`).then(
      async (answer) => (await answer.json()) as Readiness,
      () => undefined,
    );
  const stopped = async () => {
    const asked = Date.now();
    service.signal('SIGTERM');
    const { code } = await service.end();
    return { code, seconds: (Date.now() - asked) / 1_000 };
  };
  return { service, ready, stopped };
}

afterEach(async () => {
  for (const each of begun.splice(0)) {
    if (each.isRunning) each.signalGroup('SIGINT');
    await each.end();
  }
}, 60_000);

describe('a service whose', () => {
  it('NATS is away says so and stops when it is told to', async () => {
    const { service, ready, stopped } = await usersAlone(nobody.nats);
    await service.says(/"waiting for nats"/, 10_000);
    expect(await until('readiness', ready)).toMatchObject({
      ok: false,
      state: 'starting',
      checks: { nats: { ok: false, problem: 'ECONNREFUSED' } },
    });
    const { code, seconds } = await stopped();
    expect(code).toBe(0);
    expect(seconds).toBeLessThan(3);
    expect(service.output).toContain('127.0.0.1:1');
    expect(service.output).not.toContain('quiet-secret');
  });

  it('database is away says so and stops when it is told to', async () => {
    const nats = await testNats();
    try {
      const { service, ready, stopped } = await usersAlone(nats.url);
      await service.says(/"waiting for database"/, 10_000);
      expect(await until('readiness', ready)).toMatchObject({
        ok: false,
        checks: { nats: { ok: true }, database: { ok: false, problem: 'ECONNREFUSED' } },
      });
      const { code, seconds } = await stopped();
      expect(code).toBe(0);
      expect(seconds).toBeLessThan(3);
      expect(service.output).not.toContain('quiet-secret');
    } finally {
      await nats.close();
    }
  });
});

describe('npm start', () => {
  const start = ['tools/start.mjs', '--state', '.muster/e2e-waiting', '--no-build'];

  it.each([
    ['NATS_URL', nobody.nats, 'NATS cannot be used at 127.0.0.1:1: nobody listens there (ECONNREFUSED).'],
    ['DATABASE_URL', nobody.database, 'PostgreSQL cannot be used at 127.0.0.1:1: nobody listens there (ECONNREFUSED).'],
    ['NATS_URL', 'nats://a b', 'NATS_URL is no URL.'],
    ['DATABASE_URL', 'desk', 'DATABASE_URL is no URL.'],
  ])('says within seconds that %s cannot be used', async (variable, url, message) => {
    const begin = Date.now();
    const { code, output } = await command(start, { [variable]: url }).end();
    expect(code).toBe(1);
    expect(output).toContain(message);
    expect(output).toContain(variable);
    expect(output).not.toMatch(/quiet-secret|\n\s+at /);
    expect(Date.now() - begin).toBeLessThan(15_000);
  });
});

describe('a tool whose database is away', () => {
  const urls = {
    MIGRATION_DATABASE_URL: nobody.database,
    USERS_DATABASE_URL: nobody.database,
    AUTH_DATABASE_URL: nobody.database,
    NOTIFICATIONS_DATABASE_URL: nobody.database,
    AUTH_MASTER_KEY: randomBytes(32).toString('base64'),
  };

  it.each([
    [['tools/migrate.mjs']],
    [['tools/dead-letters.mjs', 'list']],
    [['tools/rotate-keys.mjs']],
    [['tools/after-restore.mjs']],
  ])('%j says so in one line', async (args) => {
    const { code, output } = await command(args, urls).end();
    expect(code).toBe(1);
    expect(output).toContain('No connection to 127.0.0.1:1: nobody listens there (ECONNREFUSED).');
    expect(output).not.toMatch(/quiet-secret|\n\s+at |node:internal/);
  });
});
