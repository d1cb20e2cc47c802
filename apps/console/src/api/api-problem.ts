import type { ErrorCode } from './types.js';

/** One fault in what was sent, as the API tells it. */
export interface Fault {
  path: string;
  code: string;
  message: string;
}

/** What the browser says when no passkey comes of it, before anything is sent. */
export type PasskeyRefusal = 'passkey_cancelled' | 'passkey_exists' | 'passkey_unsupported';

/** `offline`: no answer came. `unreadable`: what came was not ours, for example a proxy's error page. */
export type ProblemCode = ErrorCode | 'offline' | 'unreadable' | PasskeyRefusal;

interface ProblemFacts {
  code: ProblemCode;
  status?: number;
  detail?: string | undefined;
  faults?: Fault[] | undefined;
  plan?: string | undefined;
  requestId?: string | undefined;
  /** Seconds to wait. */
  retryAfter?: number | undefined;
}

/** A call that failed: `application/problem+json` (RFC 9457), or no answer at all. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly detail: string | undefined;
  readonly faults: readonly Fault[];
  readonly plan: string | undefined;
  readonly requestId: string | undefined;
  readonly retryAfter: number | undefined;

  constructor(facts: ProblemFacts, options?: ErrorOptions) {
    super(facts.code, options);
    this.name = 'ApiProblem';
    this.code = facts.code;
    this.status = facts.status ?? 0;
    this.detail = facts.detail;
    this.faults = facts.faults ?? [];
    this.plan = facts.plan;
    this.requestId = facts.requestId;
    this.retryAfter = facts.retryAfter;
  }

  /** Whether the call may have taken effect all the same, so that only a repeat with the same key is safe. */
  get outcomeUnknown(): boolean {
    return ['offline', 'unreadable', 'timeout', 'unavailable', 'internal', 'idempotency_in_progress'].includes(
      this.code,
    );
  }
}

interface ProblemBody {
  code?: ErrorCode;
  detail?: string;
  errors?: Fault[];
  plan?: string;
  requestId?: string;
}

function codeWithout(status: number): ProblemCode {
  return status === 502 || status === 503 || status === 504 ? 'unavailable' : 'unreadable';
}

/** Reads a refusal. Answers of proxies in between have no body of ours: their status has to do. */
export async function problemFrom(response: Response): Promise<ApiProblem> {
  const body: ProblemBody = response.headers.get('content-type')?.includes('json')
    ? ((await response.json().catch(() => ({}))) as ProblemBody)
    : {};
  const wait = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new ApiProblem({
    code: body.code ?? codeWithout(response.status),
    status: response.status,
    detail: body.detail,
    faults: body.errors,
    plan: body.plan,
    requestId: body.requestId ?? response.headers.get('x-request-id') ?? undefined,
    retryAfter: Number.isFinite(wait) ? wait : undefined,
  });
}

/** Any thrown thing as a problem; aborted calls stay what they are. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem({ code: 'offline' }, { cause: error });
}
