import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { routes } from '#contracts';
import { AppError } from '#errors';

/** Routes whose handlers read the body themselves while it comes, in types and sizes that no other route takes. */
const uploadPaths: ReadonlySet<string> = new Set([routes.createImport.path]);
/** What their body is declared as inside; from outside it is a type like any other that nobody takes. */
const unread = 'application/x-muster-unread';

interface Upload {
  mediaType: string;
  length: number | undefined;
  body: AsyncIterable<Buffer>;
}

const types = new WeakMap<FastifyRequest, string>();

function takesUpload(request: FastifyRequest): boolean {
  return request.method === 'POST' && uploadPaths.has(request.routeOptions.url ?? '');
}

/** Leaves bodies of uploads unread until their handler asks, which is after the guards: nobody uploads unauthenticated. */
export function leaveUploadsUnread(fastify: FastifyInstance): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    if (takesUpload(request)) {
      types.set(request, request.headers['content-type'] ?? '');
      request.raw.headers['content-type'] = unread;
    }
    done();
  });
  fastify.addContentTypeParser(unread, (request, payload, done) => {
    if (takesUpload(request)) done(null, payload);
    else done(new AppError('unsupported_media_type'));
  });
}

async function* chunksOf(body: IncomingMessage): AsyncGenerator<Buffer> {
  // Kept open when the reader stops early: the refusal still has to be answered on this connection.
  for await (const chunk of body.iterator({ destroyOnReturn: false })) {
    yield Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
  }
}

/** The upload of a request to one of these routes. */
export function uploadOf(request: FastifyRequest): Upload {
  const [mediaType = ''] = (types.get(request) ?? '').split(';');
  const length = Number(request.headers['content-length'] ?? Number.NaN);
  return {
    mediaType: mediaType.trim().toLowerCase(),
    length: Number.isNaN(length) ? undefined : length,
    body: chunksOf(request.raw),
  };
}
