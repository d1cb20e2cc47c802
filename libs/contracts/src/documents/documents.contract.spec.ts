import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { errorCatalogue, errorCodes, universalErrors, type ErrorCode } from '../errors.js';
import { CloudEvent, eventSubject } from '../facts.js';
import { generateAll } from '../generate.js';
import type { Route } from '../http.js';
import { allEvents, allRoutes } from '../registry.js';
import { AcceptInvitationBody, LookupInvitationBody } from '../links.js';
import { UpdateUserBody } from '../users.js';
import { headerParameters } from './headers.js';
import { openapiDocument } from './openapi.js';
import { routeNotes } from './route-notes.js';
import { sampleOf } from './sample-event.js';
import type { JsonObject } from './schema-book.js';

const root = new URL('../../../../', import.meta.url);
const files = generateAll();

function parsed(path: string): JsonObject {
  return JSON.parse(files[path] ?? 'null') as JsonObject;
}

/** Follows a path of keys into a document. */
function valueAt(node: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((inner, key) => Object(inner)[key], node);
}

function at(node: unknown, ...keys: string[]): JsonObject {
  return (valueAt(node, ...keys) ?? {}) as JsonObject;
}

function references(node: unknown): string[] {
  if (node === null || typeof node !== 'object') return [];
  return Object.entries(node).flatMap(([key, value]) =>
    key === '$ref' && typeof value === 'string' ? [value] : references(value),
  );
}

function target(document: JsonObject, reference: string): unknown {
  return valueAt(document, ...reference.replace('#/', '').split('/'));
}

const openapi = parsed('openapi.json');
const asyncapi = parsed('asyncapi.json');

function operationOf({ path, method }: Route): JsonObject {
  return at(openapi, 'paths', path, method.toLowerCase());
}

/** The codes that the described failures of an operation name, with the status that each is under. */
function describedCodes(route: Route): Map<ErrorCode, number> {
  const failures = Object.entries(at(operationOf(route), 'responses')).filter(([status]) => Number(status) >= 400);
  const pairs = failures.flatMap(([status, response]) => {
    const [reference = ''] = references(response);
    const examples = at(target(openapi, reference), 'content', 'application/problem+json', 'examples');
    return Object.keys(examples).map((code) => [code as ErrorCode, Number(status)] as const);
  });
  return new Map(pairs);
}

describe('committed documents', () => {
  it.each(Object.keys(files))('%s is what the contracts say', (path) => {
    expect(readFileSync(new URL(path, root), 'utf8')).toBe(files[path]);
  });

  it('come out the same every time', () => {
    expect(generateAll()).toEqual(files);
  });
});

describe('openapi.json', () => {
  it('has no reference that leads nowhere', () => {
    const dangling = references(openapi).filter((reference) => target(openapi, reference) === undefined);
    expect(dangling).toEqual([]);
  });

  it('uses only names that components may have', () => {
    const names = Object.values(at(openapi, 'components')).flatMap((group) => Object.keys(Object(group)));
    expect(names.filter((name) => !/^[a-zA-Z0-9._-]+$/.test(name))).toEqual([]);
  });

  it('has exactly the declared routes, each under its own id', () => {
    const operations = Object.values(at(openapi, 'paths')).flatMap((item) => Object.values(Object(item)));
    const ids = operations.map((operation) => valueAt(operation, 'operationId'));
    expect(ids).toHaveLength(allRoutes.length);
    expect(new Set(ids)).toEqual(new Set(allRoutes.map(({ id }) => id)));
  });

  it.each(allRoutes)('$id: declares what is in its path', (route) => {
    const parameters = Object.values(at(operationOf(route), 'parameters'));
    const inPath = parameters.filter((parameter) => valueAt(parameter, 'in') === 'path');
    const names = inPath.map((parameter) => valueAt(parameter, 'name'));
    const placeholders = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(names).toEqual(placeholders);
    expect(inPath.every((parameter) => valueAt(parameter, 'required') === true)).toBe(true);
  });

  it.each(allRoutes)('$id: names every failure it can answer with, all known to the catalogue', (route) => {
    const described = describedCodes(route);
    const signedInOnly: readonly ErrorCode[] = ['unauthenticated', 'forbidden', 'not_found', 'invalid_request'];
    const expected = universalErrors.filter((code) => !signedInOnly.includes(code));
    expect([...described.keys()]).toEqual(expect.arrayContaining([...route.errors, ...expected]));
    expect([...described.keys()].filter((code) => !(code in errorCatalogue))).toEqual([]);
  });

  it.each(allRoutes)('$id: says who may call it, and describes every success', (route) => {
    const operation = operationOf(route);
    expect(Object.values(at(operation, 'security'))).toHaveLength(route.access === 'public' ? 0 : 2);
    const successes = Object.keys(at(operation, 'responses')).filter((status) => Number(status) < 400);
    expect(new Set(successes.map(Number))).toEqual(new Set([...route.otherStatus, route.status]));
  });

  it.each(allRoutes)('$id: takes the headers it declares', (route) => {
    const taken = references(at(operationOf(route), 'parameters')).map((reference) => reference.split('/').at(-1));
    expect(taken.every((name) => String(name) in headerParameters)).toBe(true);
    expect(taken.includes('IdempotencyKey')).toBe(route.idempotent);
    expect(taken.includes('IfMatch')).toBe(route.etag && ['PATCH', 'PUT'].includes(route.method));
  });

  it('puts every code under one status only', () => {
    const statuses = new Map<ErrorCode, Set<number>>();
    for (const route of allRoutes) {
      for (const [code, status] of describedCodes(route)) {
        statuses.set(code, (statuses.get(code) ?? new Set()).add(status));
      }
    }
    expect([...statuses].filter(([, some]) => some.size > 1)).toEqual([]);
  });
});

describe('samples of routes', () => {
  const byId = new Map(allRoutes.map((route) => [route.id, route]));

  it('belong to routes that exist', () => {
    expect(Object.keys(routeNotes).filter((id) => !byId.has(id))).toEqual([]);
  });

  it.each(allRoutes)('$id: has valid samples of what it takes and answers', (route) => {
    const { body, answers = {} } = routeNotes[route.id] ?? {};
    if (route.body !== undefined) expect(route.body.safeParse(body).error).toBeUndefined();
    if (route.answer === undefined) return;
    expect(Object.keys(answers)).toContain(String(route.status));
    for (const answer of Object.values(answers)) expect(route.answer.safeParse(answer).error).toBeUndefined();
  });
});

describe('rules that JSON Schema has from us and zod from a refinement', () => {
  const schemas = at(openapiDocument(), 'components', 'schemas');
  const code = { email: 'ada@example.com', code: 'ABCD2345' };
  const password = 'three quiet otters rowing';
  const proofs = [{ token: 'x' }, code, {}, { email: code.email }, { code: code.code }, { token: 'x', ...code }];
  const half = { token: 'x', email: code.email };

  /** What `required` and forbidden properties of the alternatives say. */
  function fits(name: string, body: JsonObject): boolean {
    const alternatives = Object.values(at(schemas, name, 'oneOf'));
    const fitting = alternatives.filter((alternative) => {
      const required = Object.values(at(alternative, 'required')).map(String);
      const allowed = at(alternative, 'properties');
      return required.every((key) => key in body) && Object.keys(body).every((key) => allowed[key] !== false);
    });
    return fitting.length === 1;
  }

  it.each([...proofs, half])('one proof of an invitation: %j', (proof) => {
    expect(fits('LookupInvitation', proof)).toBe(LookupInvitationBody.safeParse(proof).success);
    expect(fits('AcceptInvitation', proof)).toBe(AcceptInvitationBody.safeParse({ ...proof, password }).success);
  });

  it('a change changes something', () => {
    expect(at(schemas, 'UpdateUser')).toMatchObject({ minProperties: 1 });
    expect(UpdateUserBody.safeParse({}).success).toBe(false);
  });
});

describe('events', () => {
  it('asyncapi.json has no reference that leads nowhere', () => {
    const dangling = references(asyncapi).filter((reference) => target(asyncapi, reference) === undefined);
    expect(dangling).toEqual([]);
  });

  it.each(allEvents)('$type: has a channel, and an example that its schema accepts', (event) => {
    const channel = at(asyncapi, 'channels', event.type);
    expect(channel).toMatchObject({ address: eventSubject('{accountId}', event.type) });
    expect(event.data.safeParse(event.example).error).toBeUndefined();
    const [example] = Object.values(at(asyncapi, 'components', 'messages', event.type, 'examples'));
    expect(CloudEvent.parse(at(example, 'payload'))).toEqual(sampleOf(event));
  });

  it.each(allEvents)(
    '$type: says so in strict terms, too: nothing in the example is unknown to the schema',
    (event) => {
      const strict = event.data instanceof z.ZodObject ? event.data.strict() : event.data;
      expect(strict.safeParse(event.example).error).toBeUndefined();
    },
  );

  it.each(allEvents)('$type: is on the page', ({ type }) => {
    expect(files['docs/events.md']).toContain(`\n### ${type}\n`);
  });
});

describe('docs/errors.md', () => {
  it.each(errorCodes)('tells what %s means', (code) => {
    expect(files['docs/errors.md']).toContain(`\n| \`${code}\` | `);
  });
});
