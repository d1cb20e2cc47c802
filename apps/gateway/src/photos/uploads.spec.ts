// Real: Fastify on a port of its own.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { readJsonOnly } from '../http/body.js';
import { readUpload, takeUploads } from './uploads.js';

let fastify: FastifyInstance;
let url: string;

beforeAll(async () => {
  fastify = Fastify({ bodyLimit: 1_048_576 });
  readJsonOnly(fastify);
  await takeUploads(fastify);
  fastify.setErrorHandler((error, _request, reply) =>
    reply.status(400).send({ code: Reflect.get(Object(error), 'code') }),
  );
  const method = 'PUT';
  const take = async (request: FastifyRequest) => ({ bytes: (await readUpload(request)).length });
  fastify.route({ method, url: '/v1/me/photo', handler: take });
  fastify.route({ method, url: '/v1/users/:id', handler: async () => ({ bytes: -1 }) });
  url = await fastify.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(async () => {
  await fastify?.close();
});

function form(bytes: number, name = 'photo'): FormData {
  const data = new FormData();
  data.set(name, new Blob([new Uint8Array(bytes)]), 'me.png');
  return data;
}

async function put(body: RequestInit['body'], path = '/v1/me/photo', headers: Record<string, string> = {}) {
  const response = await fetch(`${url}${path}`, { method: 'PUT', headers, ...(body === undefined ? {} : { body }) });
  return (await response.json()) as { bytes?: number; code?: string };
}

describe('an upload', () => {
  it('is one file in the field `photo`, larger than any JSON may be', async () => {
    expect(await put(form(5 * 1_048_576))).toEqual({ bytes: 5 * 1_048_576 });
  });

  it('is refused beyond 5 MB, announced or not', async () => {
    expect(await put(form(5 * 1_048_576 + 1))).toEqual({ code: 'payload_too_large' });
    expect(await put(form(6 * 1_048_576))).toEqual({ code: 'payload_too_large' });
  });

  it('is refused in another field, among fields, or without a file', async () => {
    expect(await put(form(10, 'avatar'))).toEqual({ code: 'picture_unusable' });
    const mixed = new FormData();
    mixed.set('userId', 'somebody');
    mixed.set('photo', new Blob(['x']), 'me.png');
    expect(['malformed_request', 'picture_unusable']).toContain((await put(mixed)).code);
    const none = 'multipart/form-data; boundary=b';
    expect(['malformed_request', 'picture_unusable']).toContain(
      (await put('--b--\r\n', '/v1/me/photo', { 'content-type': none })).code,
    );
  });

  it('is refused when it breaks off or is no form', async () => {
    const cut = '--b\r\ncontent-disposition: form-data; name="photo"; filename="a.png"\r\n\r\nabc';
    const type = { 'content-type': 'multipart/form-data; boundary=b' };
    expect(await put(cut, '/v1/me/photo', type)).toEqual({ code: 'malformed_request' });
    expect(await put('x', '/v1/me/photo', { 'content-type': 'image/png' })).toMatchObject({
      code: expect.stringMatching(/MEDIA_TYPE|media_type/),
    });
    expect(await put('{}', '/v1/me/photo', { 'content-type': 'application/json' })).toEqual({
      code: 'unsupported_media_type',
    });
    expect(await put('x', '/v1/me/photo', { 'content-type': 'multipart/form-data' })).toMatchObject({
      code: expect.stringMatching(/malformed_request|unsupported_media_type/),
    });
  });

  it('is taken nowhere else', async () => {
    expect(await put(form(10), '/v1/users/x')).toEqual({ code: 'unsupported_media_type' });
  });
});
