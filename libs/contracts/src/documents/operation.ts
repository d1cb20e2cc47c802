import type { z } from 'zod';
import type { Route } from '../http.js';
import { parameterMeanings } from './headers.js';
import { routeScopes } from '../scopes.js';
import type { ProblemBook } from './problem-book.js';
import { codesOf } from './route-errors.js';
import { routeNotes } from './route-notes.js';
import type { JsonObject, SchemaBook } from './schema-book.js';

/** Where operations put what they share. */
export interface Books {
  schemas: SchemaBook;
  problems: ProblemBook;
}

const meaningsOfSuccess: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'Done',
  304: 'Not changed',
};

function fields(schema: z.ZodType | undefined, place: 'path' | 'query', books: Books): JsonObject[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = books.schemas.describe(schema, 'input');
  const mandatory = required as string[];
  return Object.entries(properties as Record<string, JsonObject>).map(([name, own]) => {
    const { description = parameterMeanings[name], ...rest } = own;
    return {
      name,
      in: place,
      required: mandatory.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function headerReferences(route: Route): JsonObject[] {
  const names = ['RequestId'];
  if (route.idempotent) names.push('IdempotencyKey');
  if (route.etag && ['PATCH', 'PUT'].includes(route.method)) names.push('IfMatch');
  return names.map((name) => ({ $ref: `#/components/parameters/${name}` }));
}

function requestBody(route: Route, books: Books): JsonObject {
  const upload = routeNotes[route.id]?.upload;
  if (upload !== undefined) return { requestBody: { required: true, content: upload } };
  if (route.body === undefined) return {};
  const example = routeNotes[route.id]?.body;
  const schema = books.schemas.describe(route.body, 'input');
  const content = { 'application/json': { schema, ...(example === undefined ? {} : { example }) } };
  return { requestBody: { required: !route.body.safeParse({}).success, content } };
}

function content(route: Route, status: number, books: Books): JsonObject {
  const example = routeNotes[route.id]?.answers?.[status];
  const sample = example === undefined ? {} : { example };
  if (route.answer !== undefined) {
    return { content: { 'application/json': { schema: books.schemas.describe(route.answer, 'output'), ...sample } } };
  }
  // A success that has a body without a declared form is a text: the stream of events, or a file.
  const media = routeNotes[route.id]?.media ?? 'text/event-stream';
  return status === 200 ? { content: { [media]: { schema: { type: 'string' }, ...sample } } } : {};
}

function success(route: Route, status: number, books: Books): JsonObject {
  const names = ['X-Request-Id', ...(route.etag ? ['ETag'] : []), ...(routeNotes[route.id]?.headers ?? [])];
  const headers = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
  return { description: meaningsOfSuccess[status] ?? 'Success', headers, ...content(route, status, books) };
}

function responses(route: Route, books: Books): JsonObject {
  const successes = [...route.otherStatus, route.status].map((status) => [
    String(status),
    success(route, status, books),
  ]);
  return { ...Object.fromEntries(successes), ...books.problems.describe(codesOf(route)) };
}

/** Without a scope: for sessions, not for API tokens. */
function security(route: Route): JsonObject[] {
  const scope = routeScopes[route.id] ?? null;
  return route.access === 'public' ? [] : [{ sessionCookie: [] }, { bearerToken: scope === null ? [] : [scope] }];
}

/** The operation object of a route (OpenAPI 3.1, section 4.8.10). */
export function operationOf(route: Route, books: Books): JsonObject {
  const description = routeNotes[route.id]?.description;
  return {
    operationId: route.id,
    tags: [route.tag],
    summary: route.summary,
    ...(description === undefined ? {} : { description }),
    security: security(route),
    parameters: [
      ...fields(route.params, 'path', books),
      ...fields(route.query, 'query', books),
      ...headerReferences(route),
    ],
    ...requestBody(route, books),
    responses: responses(route, books),
  };
}
