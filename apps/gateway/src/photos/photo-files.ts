import type { FastifyInstance, FastifyReply } from 'fastify';
import { photoCalls, routes } from '#contracts';
import { AppError } from '#errors';
import type { RpcClient } from '#rpc';

const { readPhoto } = routes;
const form = readPhoto.path.replace(/\{(\w+)\}/g, ':$1');

/** A photo never changes under its name. It is a picture and nothing else, whatever a browser would make of it. */
function describe(reply: FastifyReply, etag: string): FastifyReply {
  return reply.headers({
    'content-type': 'image/webp',
    'cache-control': 'public, max-age=31536000, immutable',
    etag,
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
    // Product front ends on other origins show it, too.
    'cross-origin-resource-policy': 'cross-origin',
  });
}

/** Serves photos to whoever knows their names. */
export function servePhotos(fastify: FastifyInstance, client: RpcClient): void {
  fastify.get(form, async (request, reply) => {
    const params = readPhoto.params.safeParse(request.params);
    if (!params.success) throw new AppError('not_found');
    const { photoId, file } = params.data;
    const size = file === '64.webp' ? 'small' : 'large';
    const { webp, digest } = await client.call(photoCalls.read, { photoId, size });
    const etag = `"${digest.slice(0, 32)}-${size}"`;
    if (request.headers['if-none-match'] === etag) return describe(reply, etag).status(304).send();
    return describe(reply, etag).send(Buffer.from(webp, 'base64'));
  });
}
