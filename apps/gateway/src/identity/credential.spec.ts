import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { requireSameOrigin, refuseCrossSite } from '../http/same-origin.js';
import { credentialOf } from './credential.js';

const request = (headers: Record<string, string>) => ({ headers, ip: '127.0.0.1' }) as unknown as FastifyRequest;
const secret = 'c'.repeat(43);

describe('credentialOf', () => {
  it.each([
    ['nothing', {}, undefined],
    ['the cookie', { cookie: `a=b; __Host-session=${secret}` }, 'cookie'],
    ['a bearer token', { authorization: `Bearer ${secret}` }, 'bearer'],
    ['an API token', { authorization: `Bearer mst_${secret}` }, 'api_token'],
    ['a Docs API key, which is none', { authorization: `Bearer mdk_${secret}` }, 'bearer'],
    ['both: the header wins', { authorization: `bearer ${secret}`, cookie: `__Host-session=${secret}` }, 'bearer'],
    [
      'an unusable header beside a cookie',
      { authorization: 'Basic eA==', cookie: `__Host-session=${secret}` },
      undefined,
    ],
    ['two session cookies', { cookie: `__Host-session=${secret}; __Host-session=${secret}` }, undefined],
    ['a cookie of another name', { cookie: `session=${secret}` }, undefined],
    ['a cookie that cannot be ours', { cookie: '__Host-session=x y' }, undefined],
    ['an empty token', { authorization: 'Bearer ' }, undefined],
  ])('reads %s', (_what, headers, kind) => {
    expect(credentialOf(request(headers as Record<string, string>))?.kind).toBe(kind);
  });
});

describe('where a request comes from', () => {
  const own = 'https://desk.example';
  const outcome = (check: (request: FastifyRequest, url: string) => void, headers: Record<string, string>) => {
    try {
      check(request(headers), own);
      return 'allowed';
    } catch {
      return 'refused';
    }
  };

  it.each([
    ['says nothing', {}, 'refused', 'allowed'],
    ['same origin', { 'sec-fetch-site': 'same-origin' }, 'allowed', 'allowed'],
    ['same site', { 'sec-fetch-site': 'same-site' }, 'refused', 'refused'],
    ['cross site', { 'sec-fetch-site': 'cross-site', origin: own }, 'refused', 'refused'],
    ['our origin', { origin: own }, 'allowed', 'allowed'],
    ['another origin', { origin: 'https://desk.example.evil.test' }, 'refused', 'refused'],
    ['our host by http', { origin: 'http://desk.example' }, 'refused', 'refused'],
    ['no origin at all', { origin: 'null' }, 'refused', 'refused'],
  ])('%s', (_what, headers, withCookie, atSignIn) => {
    expect(outcome(requireSameOrigin, headers as Record<string, string>)).toBe(withCookie);
    expect(outcome(refuseCrossSite, headers as Record<string, string>)).toBe(atSignIn);
  });
});
