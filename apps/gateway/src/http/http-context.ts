import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller, ClientOrigin } from '#contracts';
import { AppError } from '#errors';
import type { Relayed } from '#rpc';
import { originOf } from './client-origin.js';
import { requestTo } from './request-state.js';

/** The request behind a handler, as far as a handler needs it. */
export class HttpContext {
  constructor(
    readonly request: FastifyRequest,
    readonly reply: FastifyReply,
  ) {}

  /** @throws AppError `unauthenticated` on routes that nobody signed in for */
  get caller(): Caller {
    const { identity } = requestTo(this.request);
    if (identity === undefined) throw new AppError('unauthenticated');
    return identity.caller;
  }

  /** Where the request came from, behind the trusted proxies only. */
  get origin(): ClientOrigin {
    return originOf(this.request);
  }

  /** `me` stands for the caller. */
  userId(id: string): string {
    return id === 'me' ? this.caller.sub : id;
  }

  /** Answers with what a service said, byte by byte. */
  relay<T>(answer: Relayed<T>): Relayed<T> {
    this.reply.type('application/json; charset=utf-8');
    return answer;
  }

  /** Shows the version as a strong ETag. */
  etag(version: number): void {
    this.reply.header('etag', `"${version}"`);
  }

  /**
   * The version that If-Match asks for, or undefined without the header.
   * @throws AppError `stale` for tags that we never issued: they cannot match
   */
  get expectedVersion(): number | undefined {
    const header = this.request.headers['if-match'];
    if (header === undefined || header === '*') return undefined;
    const version = /^"([1-9]\d{0,8})"$/.exec(header)?.[1];
    if (version === undefined) throw new AppError('stale');
    return Number(version);
  }

  /** {@link expectedVersion} as a call takes it: nothing without the header. */
  get expected(): { expectedVersion?: number } {
    const { expectedVersion } = this;
    return expectedVersion === undefined ? {} : { expectedVersion };
  }
}
