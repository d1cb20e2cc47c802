import type { JsonObject } from './schema-book.js';

const text = { type: 'string' };
const seconds = { type: 'integer', minimum: 0 };

/** Headers of answers, by name. */
export const headers: JsonObject = {
  ETag: { description: 'Version of the object, for If-Match', schema: text, example: '"7"' },
  Location: { description: 'Where the new object is', schema: { type: 'string', format: 'uri-reference' } },
  RateLimit: { description: 'What is left of a limit (draft-ietf-httpapi-ratelimit-headers)', schema: text },
  'RateLimit-Policy': { description: 'The limit that applies', schema: text },
  'Retry-After': { description: 'Seconds to wait before the next try', schema: seconds },
  'Set-Cookie': {
    description: 'The session cookie `__Host-session`, with `transport: "cookie"`; emptied by signing out',
    schema: text,
  },
  'WWW-Authenticate': { description: 'Always `Bearer`', schema: text },
  'X-Request-Id': { description: 'Names this request in logs and reports', required: true, schema: text },
};

/** Headers of requests, by the name of the component. */
export const headerParameters: JsonObject = {
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Makes repeating safe: the same key and body get the same answer for 24 hours, another body gets `idempotency_conflict`. One space of keys per caller.',
    schema: { type: 'string', pattern: '^[!-~]{1,255}$' },
    example: '4f9c2f5e-6f0b-4a52-9d5f-0a7f5f6f2c11',
  },
  IfMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that was read. When somebody changed the object meanwhile, the answer is `stale`.',
    schema: text,
    example: '"7"',
  },
  RequestId: {
    name: 'X-Request-Id',
    in: 'header',
    description: 'Your own name for the request; without a well-formed one the gateway makes one.',
    schema: { type: 'string', pattern: '^[A-Za-z0-9._-]{1,128}$' },
  },
};

/** Meanings of parameters in paths and queries, by name; a `.describe()` of the schema comes first. */
export const parameterMeanings: Record<string, string> = {
  id: 'Id of the user; `me` stands for the caller',
  photoId: 'Name of the photo, from `photoUrl`',
  file: 'Side of the square in pixels',
  limit: 'Items per page',
  cursor: '`nextCursor` of the page before; belongs to the same query',
  total: 'Count all items as well',
  q: 'Part of a name or an address',
  role: 'Only people with this role',
  state: 'Only people in this state',
  alert: 'Only people with this alert',
  teamId: 'Only members of this team',
  mailboxId: 'Only people who can use this mailbox',
  twoFactor: 'Only people with, or without, a second factor',
  sort: 'Order; a hyphen turns it round',
};
