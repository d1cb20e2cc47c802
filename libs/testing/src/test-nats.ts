import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, errors } from '@nats-io/transport-node';

/** A NATS server with JetStream of its own. */
export interface TestNats {
  url: string;
  /** Ends the server, hard or in order, and starts it again on the same port; `wipe` loses what it stored. */
  restart(options?: { wipe?: boolean }): Promise<void>;
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('No port');
  return address.port;
}

/** The format of the server takes JSON as it is. */
async function writeConfiguration(folder: string, configuration: object): Promise<string> {
  const file = join(folder, 'server.conf');
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(configuration));
  return file;
}

async function reachable(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await (await connect({ servers: url, reconnect: false, timeout: 500 })).close();
      return;
    } catch (error) {
      // It is there and wants to know who asks.
      if (error instanceof errors.AuthorizationError || error instanceof errors.UserAuthenticationExpiredError) return;
      await sleep(50);
    }
  }
  throw new Error('The NATS server did not start');
}

/**
 * Starts the server that `npm test` found (TEST_NATS_SERVER).
 * @param configuration of the server, for example `{ accounts: ... }`; then nobody gets in without a user
 */
export async function testNats(configuration?: object): Promise<TestNats> {
  const binary = process.env['TEST_NATS_SERVER'];
  if (binary === undefined || binary === '') throw new Error('TEST_NATS_SERVER is not set; run `npm test`');
  const folder = await mkdtemp(join(tmpdir(), 'muster-nats-'));
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const start = async (): Promise<ChildProcess> => {
    const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
    const configured = configuration === undefined ? [] : ['-c', await writeConfiguration(folder, configuration)];
    const child = spawn(binary, [...args, ...configured], { stdio: 'ignore' });
    await reachable(url);
    return child;
  };
  let child = await start();
  const stop = async (): Promise<void> => {
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
  };
  return {
    url,
    async restart({ wipe = false } = {}) {
      await stop();
      if (wipe) await rm(folder, { recursive: true, force: true });
      child = await start();
    },
    async close() {
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
