import type { ErrorCode, ErrorKind } from '#contracts';
import { errorCatalogue } from '#contracts';

/** One fault in the input: where (RFC 6901 segments joined by dots), a machine code, and words. */
export interface InputFault {
  path: string;
  code: string;
  message: string;
}

/** Facts about a failure that may be shown to the caller. Never secrets, never foreign data. */
export interface ErrorDetails {
  /** Replaces the catalogue's general words. */
  detail?: string;
  /** Faults of the input, for `invalid_request` and its like. */
  errors?: InputFault[];
  /** Seconds to wait, for `rate_limited` and `unavailable`. */
  retryAfter?: number;
  /** Smallest plan with the feature, for `plan_required`. */
  plan?: string;
  /** State of the limiter that refused, for the RateLimit headers. */
  rateLimit?: { policy: string; limit: number; remaining: number; resetSeconds: number; windowSeconds: number };
}

/** A failure that the caller may know about. Everything else that is thrown leaves a service as `internal`. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, options?: ErrorOptions) {
    super(details.detail ?? errorCatalogue[code].title, options);
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }

  get kind(): ErrorKind {
    return errorCatalogue[this.code].kind;
  }
}

/** True for errors that a later try may not meet again: the thing asked is away, full or slow. */
export function isTransient(error: unknown): boolean {
  return error instanceof AppError && (error.kind === 'unavailable' || error.kind === 'rate_limited');
}
