import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { runInContext, type RequestContext } from '#observability';
import { credentialOf } from '../identity/credential.js';
import { Identities } from '../identity/identities.js';
import type { HttpContext } from './http-context.js';
import { requestTo } from './request-state.js';

interface Piece {
  text: string;
  nextCursor: string | null;
}

/** The client let go of the download. */
function hasGone(error: unknown): boolean {
  return error instanceof Error && Reflect.get(error, 'code') === 'ERR_STREAM_PREMATURE_CLOSE';
}

function headersSoFar(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(Object.entries(reply.getHeaders()).map(([name, value]) => [name, String(value)]));
}

/** Longest time for one piece, in milliseconds; the whole takes as long as the client reads. */
const pieceMs = 8_000;

/** Long answers and long bodies in pieces, each a call of its own with its own deadline. */
@Injectable()
export class LongRequests {
  constructor(private readonly identities: Identities) {}

  /**
   * Runs one piece of a long request: the session is confirmed again when that is due, so that who was suspended
   * meanwhile gets no further piece, and the caller token is never older than it may be.
   */
  async piece<T>(context: HttpContext, work: () => Promise<T>): Promise<T> {
    const credential = credentialOf(context.request);
    const identity = credential === undefined ? undefined : await this.identities.confirm(credential);
    const known = requestTo(context.request).context;
    const own: RequestContext = {
      ...known,
      deadline: Date.now() + pieceMs,
      ...(identity === undefined ? {} : { callerToken: identity.callerToken, caller: identity.caller }),
    };
    return runInContext(own, work);
  }

  /**
   * Sends a file piece by piece, as fast as it is read. A refusal of the first piece is answered as any other; what
   * goes wrong later breaks the connection off, so that nobody takes half a file for a whole one.
   */
  async download(context: HttpContext, name: string, next: (cursor?: string) => Promise<Piece>): Promise<void> {
    const first = await this.piece(context, () => next());
    const rest = (cursor: string) => this.piece(context, () => next(cursor));
    async function* pieces(): AsyncGenerator<string> {
      let piece = first;
      yield piece.text;
      while (piece.nextCursor !== null) {
        piece = await rest(piece.nextCursor);
        yield piece.text;
      }
    }
    const { reply } = context;
    reply.hijack();
    reply.raw.writeHead(200, {
      ...headersSoFar(reply),
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-store',
    });
    await pipeline(Readable.from(pieces()), reply.raw).catch((error: unknown) => {
      if (!hasGone(error)) throw error;
    });
  }
}
