import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError } from '#errors';
import { sendProblem } from './problem.js';
import { contextOf } from './request-hooks.js';
import type { SetHeaders } from './secure-headers.js';

/** Of a path that the router cannot read. It refuses before any hook or filter of ours, so all that is said here. */
export function refuseAtRouter(setHeaders: SetHeaders) {
  return (error: { code: string }, request: FastifyRequest, reply: FastifyReply): void => {
    // What no id can be is no thing that we know.
    const code = error.code === 'FST_ERR_MAX_PARAM_LENGTH' ? 'not_found' : 'malformed_request';
    setHeaders(request.raw, reply.raw, () => sendProblem(reply, new AppError(code), contextOf(request).requestId));
  };
}
