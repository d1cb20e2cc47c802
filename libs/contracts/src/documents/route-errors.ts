import { errorCatalogue, errorCodes, type ErrorCode, type ErrorKind } from '../errors.js';
import type { HttpMethod, Route } from '../http.js';

/** Statuses as the gateway answers them; its own table decides, this one is for the documents. */
const statuses: Record<ErrorKind, number> = {
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

/** HTTP status of an error code. */
export function statusOf(code: ErrorCode): number {
  return statuses[errorCatalogue[code].kind];
}

const always: readonly ErrorCode[] = ['malformed_request', 'rate_limited', 'unavailable', 'timeout', 'internal'];
const whenSignedIn: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'insufficient_scope', 'not_found'];
const withBody: readonly ErrorCode[] = ['payload_too_large', 'unsupported_media_type'];

/** True for methods that change something. */
export function isUnsafe(method: HttpMethod): boolean {
  return method !== 'GET';
}

function takesInput({ params, query, body }: Route): boolean {
  return params !== undefined || query !== undefined || body !== undefined;
}

/** Every code that a route can answer with, in the order of the catalogue. */
export function codesOf(route: Route): ErrorCode[] {
  const signedIn = route.access === 'signed_in';
  const possible = new Set<ErrorCode>([
    ...always,
    ...route.errors,
    ...(takesInput(route) ? (['invalid_request'] as const) : []),
    ...(signedIn ? whenSignedIn : []),
    ...(isUnsafe(route.method) ? withBody : []),
    ...(signedIn && isUnsafe(route.method) ? (['cross_site_request'] as const) : []),
  ]);
  return errorCodes.filter((code) => possible.has(code));
}
