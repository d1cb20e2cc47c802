import { errorCatalogue, errorCodes, type ErrorCode } from '../errors.js';
import { statusOf } from './route-errors.js';
import { groupBy, inOrder, type JsonObject } from './schema-book.js';

const requestId = '01890a5d-ac96-7c3e-a1b2-3c4d5e6f7a8b';

const particulars: Partial<Record<ErrorCode, JsonObject>> = {
  invalid_request: { errors: [{ path: 'email', code: 'custom', message: 'must be one plain mail address' }] },
  plan_required: { plan: 'plus' },
};

/** Shape of every failure (RFC 9457). */
export const problemSchema: JsonObject = {
  type: 'object',
  description: 'RFC 9457. Decide by `code`; titles and details are for people and may change.',
  properties: {
    type: { type: 'string', description: '`urn:muster:error:<code>`' },
    title: { type: 'string' },
    status: { type: 'integer', minimum: 400, maximum: 599 },
    detail: { type: 'string', description: 'What is particular to this occurrence' },
    code: { type: 'string', enum: errorCodes, description: 'Stable machine name; see docs/errors.md' },
    requestId: { type: 'string', description: 'The X-Request-Id of the answer; quote it in reports' },
    errors: { type: 'array', items: { $ref: '#/components/schemas/InputFault' } },
    plan: { type: 'string', description: 'With `plan_required`: the smallest plan that has the feature' },
  },
  required: ['type', 'title', 'status', 'code', 'requestId'],
};

export const inputFaultSchema: JsonObject = {
  type: 'object',
  properties: {
    path: { type: 'string', description: 'Names and indexes, joined by dots' },
    code: { type: 'string' },
    message: { type: 'string' },
  },
  required: ['path', 'code', 'message'],
};

function exampleOf(code: ErrorCode): JsonObject {
  const { title, help } = errorCatalogue[code];
  const value = {
    type: `urn:muster:error:${code}`,
    title,
    status: statusOf(code),
    code,
    requestId,
    ...particulars[code],
  };
  return { summary: title, description: help, value };
}

function headersOf(status: number): JsonObject {
  const names = ['X-Request-Id'];
  if (status === 401) names.push('WWW-Authenticate');
  if (status === 429 || status === 503) names.push('Retry-After');
  if (status === 429) names.push('RateLimit', 'RateLimit-Policy');
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function responseOf(status: number, codes: readonly ErrorCode[]): JsonObject {
  const schema = {
    allOf: [
      { $ref: '#/components/schemas/Problem' },
      { type: 'object', properties: { status: { const: status }, code: { enum: codes } } },
    ],
  };
  const examples = Object.fromEntries(codes.map((code) => [code, { $ref: `#/components/examples/${code}` }]));
  return {
    description: codes.map((code) => `\`${code}\`: ${errorCatalogue[code].title}.`).join(' '),
    headers: headersOf(status),
    content: { 'application/problem+json': { schema, examples } },
  };
}

/** Gathers the failures of all operations; equal ones are described once. */
export class ProblemBook {
  private readonly responses = new Map<string, JsonObject>();
  private readonly codes = new Set<ErrorCode>();

  /** References to the responses of these codes, by status. */
  describe(codes: readonly ErrorCode[]): JsonObject {
    const byStatus = groupBy(codes, statusOf);
    const inTurn = [...byStatus].sort(([one], [other]) => one - other);
    return Object.fromEntries(inTurn.map(([status, some]) => [String(status), this.refer(status, some)]));
  }

  allResponses(): JsonObject {
    return inOrder(this.responses);
  }

  allExamples(): JsonObject {
    return inOrder([...this.codes].map((code) => [code, exampleOf(code)]));
  }

  private refer(status: number, codes: readonly ErrorCode[]): JsonObject {
    const name = [status, ...codes].join('.');
    this.responses.set(name, responseOf(status, codes));
    for (const code of codes) this.codes.add(code);
    return { $ref: `#/components/responses/${name}` };
  }
}
