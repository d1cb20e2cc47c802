import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { FastifyRequest } from 'fastify';
import type { ClientOrigin } from '#contracts';

// As proxies write them: `[2001:db8::5]:443`, `192.0.2.1:5555`.
const bracketed = /^\[([^\]]+)\](?::\d+)?$/;
const withPort = /^(\d+\.\d+\.\d+\.\d+):\d+$/;

/** One spelling for each address: without port, brackets and zone, and IPv4 as such. What is none stays as it came. */
export function plainAddress(written: string): string {
  const bare = (bracketed.exec(written)?.[1] ?? withPort.exec(written)?.[1] ?? written).split('%', 1)[0] ?? '';
  return isIP(bare) > 0 ? ipaddr.process(bare).toString() : written.slice(0, 64);
}

/** Where a request came from, behind the trusted proxies only. */
export function originOf(request: FastifyRequest): ClientOrigin {
  return { ip: plainAddress(request.ip), userAgent: (request.headers['user-agent'] ?? '').slice(0, 512) };
}
