import type { FastifyReply } from 'fastify';
import { errorCatalogue, type ErrorKind } from '#contracts';
import type { AppError } from '#errors';

/** The only place that knows status numbers. */
export const statusOf: Record<ErrorKind, number> = {
  malformed: 400,
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  gone: 410,
  conflict: 409,
  precondition_failed: 412,
  too_large: 413,
  unsupported_media_type: 415,
  method_not_allowed: 405,
  rate_limited: 429,
  unavailable: 503,
  internal: 500,
};

/** Body of `application/problem+json` (RFC 9457) with our members `code`, `requestId`, `errors`, `plan`. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  code: string;
  requestId: string;
  errors?: { path: string; code: string; message: string }[];
  plan?: string;
}

export function problemOf(error: AppError, requestId: string): Problem {
  const { title } = errorCatalogue[error.code];
  const { detail, errors, plan } = error.details;
  return {
    type: `urn:muster:error:${error.code}`,
    title,
    status: statusOf[error.kind],
    ...(detail === undefined ? {} : { detail }),
    code: error.code,
    requestId,
    ...(errors === undefined ? {} : { errors }),
    ...(plan === undefined ? {} : { plan }),
  };
}

/** Headers that belong to a failure. */
export function headersOf(error: AppError): Record<string, string> {
  const { retryAfter, rateLimit } = error.details;
  const waits = error.kind === 'rate_limited' || error.kind === 'unavailable';
  return {
    ...(waits || retryAfter !== undefined ? { 'retry-after': String(retryAfter ?? 1) } : {}),
    ...(error.kind === 'unauthenticated' ? { 'www-authenticate': 'Bearer' } : {}),
    ...(rateLimit === undefined
      ? {}
      : {
          // draft-ietf-httpapi-ratelimit-headers
          'ratelimit-policy': `"${rateLimit.policy}";q=${rateLimit.limit};w=${rateLimit.windowSeconds}`,
          ratelimit: `"${rateLimit.policy}";r=${rateLimit.remaining};t=${rateLimit.resetSeconds}`,
        }),
  };
}

/** Answers with a failure, which nobody keeps. */
export function sendProblem(reply: FastifyReply, error: AppError, requestId: string): void {
  const problem = problemOf(error, requestId);
  void reply
    .status(problem.status)
    .headers({ ...headersOf(error), 'x-request-id': requestId, 'cache-control': 'no-store' })
    .type('application/problem+json; charset=utf-8')
    .send(JSON.stringify(problem));
}
