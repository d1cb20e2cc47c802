import { createServer, type Server, type ServerResponse } from 'node:http';
import { collectProcessMetrics, metricsRegistry } from './metrics.js';

type Check = () => Promise<unknown>;

interface Registered {
  check: Check;
  timeoutMs: number;
}

/** Outcome of one readiness check. */
export interface CheckResult {
  status: 'up' | 'down';
  detail?: string;
}

const cacheMs = 1_000;

/** Readiness of a process: real round trips, each with a bound; slow counts as down. */
export class HealthRegistry {
  private readonly checks = new Map<string, Registered>();
  private state: 'starting' | 'running' | 'stopping' = 'starting';
  private cached: { at: number; result: Promise<Record<string, CheckResult>> } | undefined;

  /** @param check a real round trip; it fails by throwing or by taking longer than `timeoutMs` */
  register(name: string, check: Check, options: { timeoutMs?: number } = {}): void {
    this.checks.set(name, { check, timeoutMs: options.timeoutMs ?? 1_000 });
  }

  /** From now on readiness depends on the checks. */
  started(): void {
    this.state = 'running';
  }

  /** From now on the process is not ready, whatever the checks say. */
  stopping(): void {
    this.state = 'stopping';
  }

  /** @returns whether traffic may come, and each check's outcome. Asked at most once a second. */
  async ready(): Promise<{ ready: boolean; state: string; checks: Record<string, CheckResult> }> {
    if (this.cached === undefined || Date.now() - this.cached.at > cacheMs) {
      this.cached = { at: Date.now(), result: this.runAll() };
    }
    const checks = await this.cached.result;
    const up = Object.values(checks).every((result) => result.status === 'up');
    return { ready: up && this.state === 'running', state: this.state, checks };
  }

  private async runAll(): Promise<Record<string, CheckResult>> {
    const entries = [...this.checks].map(async ([name, registered]) => [name, await runOne(registered)] as const);
    return Object.fromEntries(await Promise.all(entries));
  }
}

async function runOne({ check, timeoutMs }: Registered): Promise<CheckResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`slower than ${timeoutMs} ms`)), timeoutMs);
  });
  try {
    await Promise.race([check(), late]);
    return { status: 'up' };
  } catch (error) {
    return { status: 'down', detail: error instanceof Error ? error.message.slice(0, 200) : 'failed' };
  } finally {
    clearTimeout(timer);
  }
}

export interface PrivateServerOptions {
  host: string;
  port: number;
  health: HealthRegistry;
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function respond(url: string, response: ServerResponse, health: HealthRegistry): Promise<void> {
  if (url === '/health/live') return json(response, 200, { status: 'up' });
  if (url === '/health/ready') {
    const result = await health.ready();
    return json(response, result.ready ? 200 : 503, result);
  }
  if (url === '/metrics') {
    const body = await metricsRegistry.metrics();
    response.writeHead(200, { 'content-type': metricsRegistry.contentType }).end(body);
    return undefined;
  }
  return json(response, 404, { status: 'not found' });
}

/** /metrics, /health/live and /health/ready on a private interface; for Prometheus and orchestrators, not for people. */
export async function startPrivateServer(
  options: PrivateServerOptions,
): Promise<{ port: number; close(): Promise<void> }> {
  collectProcessMetrics();
  const server = createServer({ requestTimeout: 5_000, headersTimeout: 5_000 }, (request, response) => {
    respond(request.url ?? '', response, options.health).catch(() => json(response, 500, { status: 'failed' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return { port: portOf(server), close: () => closeServer(server) };
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
