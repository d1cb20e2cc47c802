import type { FastifyInstance } from 'fastify';
import { AppError } from '#errors';
import { scanJson } from './json-scan.js';

/** Bytes of a body at most. */
export const bodyLimit = 1_048_576;

const utf8 = new TextDecoder('utf-8', { fatal: true });

function parse(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    const text = utf8.decode(body);
    scanJson(text);
    return JSON.parse(text);
  } catch (error) {
    throw error instanceof AppError ? error : new AppError('malformed_request', {}, { cause: error });
  }
}

/** The API takes `application/json` in UTF-8 and nothing else; all other types answer 415. */
export function readJsonOnly(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => {
    try {
      done(null, parse(Buffer.isBuffer(body) ? body : Buffer.from(body)));
    } catch (error) {
      done(error instanceof Error ? error : new AppError('malformed_request'));
    }
  });
}
