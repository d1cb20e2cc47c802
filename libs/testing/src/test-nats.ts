import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from '@nats-io/transport-node';

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

async function reachable(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    try {
      await (await connect({ servers: url, reconnect: false, timeout: 500 })).close();
      return;
    } catch {
      await sleep(50);
    }
  }
  throw new Error('The NATS server did not start');
}

/** Starts the server that `npm test` found (TEST_NATS_SERVER). */
export async function testNats(): Promise<TestNats> {
  const binary = process.env['TEST_NATS_SERVER'];
  if (binary === undefined || binary === '') throw new Error('TEST_NATS_SERVER is not set; run `npm test`');
  const folder = await mkdtemp(join(tmpdir(), 'muster-nats-'));
  const port = await freePort();
  const url = `nats://127.0.0.1:${port}`;
  const start = async (): Promise<ChildProcess> => {
    const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
    const child = spawn(binary, args, { stdio: 'ignore' });
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
