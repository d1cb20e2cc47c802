import type { FastifyRequest } from 'fastify';
import { AppError } from '#errors';

function one(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** What the request says about its origin: `same`, `cross`, or `silent` when it is no browser's. */
function originOf(request: FastifyRequest, publicUrl: string): 'same' | 'cross' | 'silent' {
  const site = one(request, 'sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' ? 'same' : 'cross';
  const origin = one(request, 'origin');
  if (origin === undefined) return 'silent';
  return origin === new URL(publicUrl).origin ? 'same' : 'cross';
}

/** For what the cookie authorizes: the request must say that it comes from our own pages. */
export function requireSameOrigin(request: FastifyRequest, publicUrl: string): void {
  if (originOf(request, publicUrl) !== 'same') throw new AppError('cross_site_request');
}

/** For what sets the cookie: no other site may sign somebody in. Programs say nothing about their origin. */
export function refuseCrossSite(request: FastifyRequest, publicUrl: string): void {
  if (originOf(request, publicUrl) === 'cross') throw new AppError('cross_site_request');
}
