import multipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { maxPhotoBytes, routes } from '#contracts';
import { AppError } from '#errors';
import { requestTo } from '../http/request-state.js';

const field = 'photo';
/** Time for everything after the upload, in milliseconds: receiving 5 MB may have taken long. */
const afterUploadMs = 12_000;

const uploadPaths = new Set(
  [routes.setMyPhoto, routes.setUserPhoto, routes.setTeamPhoto].map(({ path }) => path.replace(/\{(\w+)\}/g, ':$1')),
);

// What the parser refuses, by its code.
const refusals: Record<string, AppError['code']> = {
  FST_REQ_FILE_TOO_LARGE: 'payload_too_large',
  FST_INVALID_MULTIPART_CONTENT_TYPE: 'unsupported_media_type',
};

const asForm = { detail: 'Send the picture as `multipart/form-data`, in one field named `photo`' };

function isForm(request: FastifyRequest): boolean {
  return request.headers['content-type']?.trim().toLowerCase().startsWith('multipart/') === true;
}

/** Takes forms with a file, on the routes for photos only; everywhere else they answer 415. */
export async function takeUploads(fastify: FastifyInstance): Promise<void> {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const refused = isForm(request) && !uploadPaths.has(request.routeOptions.url ?? '');
    done(refused ? new AppError('unsupported_media_type') : undefined);
  });
  // One byte more than allowed is kept: a file that was cut at the limit is told by its length, whenever the parser says so.
  const limits = { fileSize: maxPhotoBytes + 1, files: 1, fields: 0, parts: 1, headerPairs: 20, fieldNameSize: 100 };
  await fastify.register(multipart, { limits, throwFileSizeLimit: true });
}

async function fileIn(request: FastifyRequest): Promise<Buffer> {
  const part = await request.file();
  if (part === undefined || part.fieldname !== field) throw new AppError('picture_unusable', asForm);
  const bytes = await part.toBuffer();
  if (bytes.length > maxPhotoBytes) throw new AppError('payload_too_large');
  return bytes;
}

function translated(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  const known = refusals[typeof code === 'string' ? code : ''];
  return new AppError(known ?? 'malformed_request', known === undefined ? asForm : {}, { cause: error });
}

/**
 * The bytes of the one file of a form.
 * @throws AppError `unsupported_media_type`, `payload_too_large`, `picture_unusable`, `malformed_request`
 */
export async function readUpload(request: FastifyRequest): Promise<Buffer> {
  if (!request.isMultipart()) throw new AppError('unsupported_media_type', asForm);
  if (Number(request.headers['content-length'] ?? 0) > maxPhotoBytes + 10_000) throw new AppError('payload_too_large');
  try {
    const bytes = await fileIn(request);
    requestTo(request).context.deadline = Date.now() + afterUploadMs;
    return bytes;
  } catch (error) {
    throw translated(error);
  }
}
