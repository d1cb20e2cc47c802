import { createHash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { apiKeyPrefixes, type ClientOrigin } from '#contracts';
import { originOf } from '../http/client-origin.js';

/** What a request authenticates with. */
export interface Credential {
  /** `bearer`: an access token; `api_token`: a key, told by its prefix. */
  kind: 'cookie' | 'bearer' | 'api_token';
  secret: string;
  origin: ClientOrigin;
}

/** Name of the session cookie; the prefix makes browsers insist on Secure, the path `/` and no domain (RFC 6265bis). */
export const sessionCookie = '__Host-session';

const cookieForm = /^[A-Za-z0-9_-]{20,128}$/;
const bearerForm = /^Bearer ([A-Za-z0-9._~+/-]{20,4096}=*)$/i;

/** A cookie that holds a secret of ours; undefined for anything else. */
export function cookieNamed(request: FastifyRequest, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
  const found = pairs.filter((pair) => pair.startsWith(`${name}=`));
  // Two of them: somebody planted one.
  const value = found.length === 1 ? found[0]?.slice(name.length + 1) : undefined;
  return value !== undefined && cookieForm.test(value) ? value : undefined;
}

/** The credential of a request, or undefined. An Authorization header wins over the cookie, also when it is unusable. */
export function credentialOf(request: FastifyRequest): Credential | undefined {
  const { authorization } = request.headers;
  if (authorization !== undefined) {
    const secret = bearerForm.exec(authorization)?.[1];
    if (secret === undefined) return undefined;
    const kind = secret.startsWith(apiKeyPrefixes.api) ? 'api_token' : 'bearer';
    return { kind, secret, origin: originOf(request) };
  }
  const secret = cookieNamed(request, sessionCookie);
  return secret === undefined ? undefined : { kind: 'cookie', secret, origin: originOf(request) };
}

/**
 * Key under which an identity is cached; the secret itself is kept nowhere. With the address, because auth confirms a
 * credential for where it comes from: an account may allow some networks only.
 */
export function fingerprintOf({ kind, secret, origin }: Credential): string {
  return createHash('sha256').update(`${kind} ${origin.ip} ${secret}`).digest('base64');
}
