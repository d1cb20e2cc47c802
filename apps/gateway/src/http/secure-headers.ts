import type { FastifyInstance } from 'fastify';
import helmet from 'helmet';
import type { GatewayConfig } from '../config.js';

/** Sets headers that make browsers careful. The console needs nothing inline and nothing from elsewhere. */
export type SetHeaders = ReturnType<typeof helmet>;

/** Not by Fastify's plugin, which puts the policy together anew for each request. */
export function carefulHeaders(config: Pick<GatewayConfig, 'PUBLIC_URL'>): SetHeaders {
  const encrypted = config.PUBLIC_URL.startsWith('https:');
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    hsts: encrypted ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    // A token is the last segment of some paths: it must not leave in a Referer.
    referrerPolicy: { policy: 'no-referrer' },
  });
}

/** On every answer, and nothing of the API is kept anywhere. */
export function secureHeaders(fastify: FastifyInstance, setHeaders: SetHeaders): void {
  fastify.addHook('onRequest', (request, reply, done) => setHeaders(request.raw, reply.raw, () => done()));
  fastify.addHook('onRequest', (request, reply, done) => {
    if (request.url.startsWith('/v1/')) reply.header('cache-control', 'no-store');
    done();
  });
}
