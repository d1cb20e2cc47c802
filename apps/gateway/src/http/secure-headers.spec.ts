// Real: Fastify and the headers. No fakes.
import { describe, expect, it } from '@jest/globals';
import { fastify } from 'fastify';
import { carefulHeaders, secureHeaders } from './secure-headers.js';

async function headersOf(path: string, publicUrl = 'https://desk.example'): Promise<Record<string, unknown>> {
  const server = fastify();
  secureHeaders(server, carefulHeaders({ PUBLIC_URL: publicUrl }));
  server.get('/*', async () => 'a page');
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const { headers } = await fetch(`${address}${path}`);
  await server.close();
  return Object.fromEntries(headers);
}

describe('answers', () => {
  it('let a browser load nothing from elsewhere, run nothing inline, frame nothing and tell nobody where it was', async () => {
    const headers = await headersOf('/invitation/secret');
    const policy = String(headers['content-security-policy']).split(';');
    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"]),
    );
    expect(policy.join()).not.toMatch(/unsafe|\*/);
    expect(headers).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    });
    expect(headers).not.toHaveProperty('x-powered-by');
  });

  it('promise encryption only where there is some', async () => {
    expect(await headersOf('/', 'http://localhost:3000')).not.toHaveProperty('strict-transport-security');
  });

  it.each([
    ['/v1/users', 'no-store'],
    ['/assets/main.js', undefined],
  ])('of %s are kept by nobody when they are data', async (path, expected) => {
    expect((await headersOf(path))['cache-control']).toBe(expected);
  });
});
