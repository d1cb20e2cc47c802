import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';
import type { HealthRegistry } from './health.js';
import { registry as processRegistry } from './metrics.js';

export interface PrivateServerOptions {
  host: string;
  /** 0 chooses a free one. */
  port: number;
  health: HealthRegistry;
  /** Other than the registry of this process. */
  registry?: Registry;
}

export interface PrivateServer {
  /** The port it listens on. */
  readonly port: number;
  close(): Promise<void>;
}

interface Answer {
  status: number;
  type: string;
  body: string;
}

const json = (status: number, body: unknown): Answer => ({
  status,
  type: 'application/json',
  body: JSON.stringify(body),
});

async function answer(path: string, { health, registry = processRegistry }: PrivateServerOptions): Promise<Answer> {
  if (path === '/health/live') return json(health.live ? 200 : 503, { ok: health.live });
  if (path === '/health/ready') {
    const report = await health.ready();
    return json(report.ok ? 200 : 503, report);
  }
  if (path === '/metrics') return { status: 200, type: registry.contentType, body: await registry.metrics() };
  return json(404, { ok: false });
}

async function serve(request: IncomingMessage, response: ServerResponse, options: PrivateServerOptions): Promise<void> {
  const [path = ''] = (request.url ?? '').split('?');
  const readable = request.method === 'GET' || request.method === 'HEAD';
  const { status, type, body } = readable ? await answer(path, options) : json(405, { ok: false });
  // Bodies are never read, so a connection that sends one is of no further use.
  const close = readable ? {} : { connection: 'close' };
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body), ...close });
  response.end(request.method === 'HEAD' ? undefined : body);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      resolve();
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

/**
 * Serves `/metrics`, `/health/live` and `/health/ready` on a private interface.
 * @throws when the port is taken
 */
export async function startPrivateServer(options: PrivateServerOptions): Promise<PrivateServer> {
  const settings = { headersTimeout: 5_000, requestTimeout: 10_000, keepAliveTimeout: 5_000, maxHeaderSize: 8_192 };
  const server = createServer(settings, (request, response) => {
    serve(request, response, options).catch(() => response.destroy());
  });
  server.maxConnections = 100;
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close(server) };
}
