import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { AppError } from '#errors';
import type { HealthRegistry } from '#observability';
import type { GatewayConfig } from '../config.js';
import { docsPage, docsScript } from './docs-page.js';

const api = /^\/(?:v1|oauth|scim|helpscout|health|docs|assets|\.well-known)(?:\/|$)/;

/** The path as the sloppiest of servers would read it: another spelling of an API path is no page of the console. */
function looselyRead(url: string): string {
  const [path = '/'] = url.split('?', 1);
  try {
    return decodeURIComponent(path).toLowerCase().replace(/\/+/g, '/');
  } catch {
    throw new AppError('malformed_request', { detail: 'The path is not valid UTF-8' });
  }
}

/** Finds a generated document beside the package, from the source tree and from dist alike. */
function findDocument(name: string): string | undefined {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (let up = 0; up < 7; up += 1) {
    const file = join(folder, name);
    if (existsSync(file)) return readFileSync(file, 'utf8');
    folder = dirname(folder);
  }
  return undefined;
}

function serveDocument(fastify: FastifyInstance, name: string): void {
  const content = findDocument(name);
  fastify.get(`/${name}`, async (_request, reply) => {
    if (content === undefined) throw new AppError('not_found');
    return reply.type('application/json; charset=utf-8').send(content);
  });
}

function answerHealth(reply: FastifyReply, ok: boolean): FastifyReply {
  return reply
    .status(ok ? 200 : 503)
    .header('cache-control', 'no-store')
    .send({ ok });
}

function serveHealth(fastify: FastifyInstance, health: HealthRegistry): void {
  fastify.get('/health/live', async (_request, reply) => answerHealth(reply, health.live));
  // What is wrong in detail is told on the private port.
  fastify.get('/health/ready', async (_request, reply) => answerHealth(reply, (await health.ready()).ok));
}

async function serveDocs(fastify: FastifyInstance): Promise<void> {
  const assets = dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));
  const styles =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'";
  fastify.get('/docs', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').header('content-security-policy', styles).send(docsPage),
  );
  fastify.get('/docs/start.js', async (_request, reply) =>
    reply.type('text/javascript; charset=utf-8').send(docsScript),
  );
  for (const name of ['swagger-ui.css', 'swagger-ui-bundle.js']) {
    fastify.get(`/docs/${name}`, (_request, reply) => reply.sendFile(name, assets));
  }
}

async function serveConsole(fastify: FastifyInstance, folder: string): Promise<void> {
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  fastify.get('/assets/*', (request, reply) =>
    reply.sendFile(new URL(request.url, 'http://gateway').pathname.slice(1), folder, {
      immutable: true,
      maxAge: 31_536_000_000,
    }),
  );
  fastify.get('/*', async (request, reply) => {
    const path = looselyRead(request.url);
    if (api.test(path)) throw new AppError('not_found');
    const file = /^\/[a-z0-9-]+\.(?:svg|png|ico|txt|webmanifest)$/.exec(path)?.[0];
    if (file !== undefined) return reply.sendFile(file.slice(1), folder);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(index);
  });
}

/** What people look at: health, API description and its page, and the console for every other path. */
export async function servePages(
  fastify: FastifyInstance,
  { config, health }: { config: GatewayConfig; health: HealthRegistry },
): Promise<void> {
  await fastify.register(fastifyStatic, { root: dirname(fileURLToPath(import.meta.url)), serve: false });
  serveHealth(fastify, health);
  for (const name of ['openapi.json', 'asyncapi.json']) serveDocument(fastify, name);
  await serveDocs(fastify);
  if (config.CONSOLE_DIR !== undefined && existsSync(join(config.CONSOLE_DIR, 'index.html'))) {
    await serveConsole(fastify, config.CONSOLE_DIR);
  }
}
