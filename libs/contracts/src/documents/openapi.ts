import type { Route } from '../http.js';
import { allRoutes } from '../registry.js';
import { headerParameters, headers } from './headers.js';
import { operationOf, type Books } from './operation.js';
import { inputFaultSchema, ProblemBook, problemSchema } from './problem-book.js';
import { groupBy, SchemaBook, type JsonObject } from './schema-book.js';

const description = `People, roles, teams, mailboxes, invitations and sign-in of a help desk.

- JSON in camelCase; ids are UUIDs in lower case; times are ISO 8601 in UTC with milliseconds.
- Unknown fields of requests are refused. Fields may be added to answers: ignore what you do not know.
- Failures are \`application/problem+json\` (RFC 9457); decide by \`code\`. All codes are in docs/errors.md. A path that is served with other methods only answers 405 \`method_not_allowed\` and names them in \`Allow\`.
- An id of another account answers exactly as an unknown one: 404 \`not_found\`.
- Lists are read page by page: pass \`nextCursor\` as \`cursor\` until it is null.
- With the session cookie, methods other than GET also need a same-origin \`Sec-Fetch-Site\` or \`Origin\` header.`;

const tagMeanings: Record<string, string> = {
  'Sign-in': 'Sessions and invitations',
  Me: 'The signed-in person',
  Users: 'The people of the account',
  Teams: 'Groups of people',
  Mailboxes: 'Shared inboxes',
  'Audit log': 'Who changed what',
  Imports: 'Many users at once from a file',
  Live: 'Changes as they happen',
  Roles: 'What roles and people may do',
  Account: 'The account, its plan and its owner',
  'API keys': 'API tokens and Docs API keys',
  OAuth: 'What others verify tokens with',
  'Help Scout': 'Compatibility with clients of Help Scout',
};

const securitySchemes: JsonObject = {
  sessionCookie: {
    type: 'apiKey',
    in: 'cookie',
    name: '__Host-session',
    description: 'Session of a browser; opaque, HttpOnly',
  },
  bearerToken: {
    type: 'http',
    scheme: 'bearer',
    description:
      'Access token of a session with `transport: "bearer"`, or an API token `mst_...` with the scope that is named',
  },
};

function tags(): JsonObject[] {
  const names = [...new Set(allRoutes.map((route) => route.tag))];
  return names.map((name) => ({ name, ...(tagMeanings[name] ? { description: tagMeanings[name] } : {}) }));
}

function operations(routes: readonly Route[], books: Books): JsonObject {
  return Object.fromEntries(routes.map((route) => [route.method.toLowerCase(), operationOf(route, books)]));
}

function paths(books: Books): JsonObject {
  const byPath = groupBy(allRoutes, (route) => route.path);
  return Object.fromEntries([...byPath].map(([path, routes]) => [path, operations(routes, books)]));
}

function components({ schemas, problems }: Books): JsonObject {
  schemas.add('Problem', problemSchema);
  schemas.add('InputFault', inputFaultSchema);
  return {
    schemas: schemas.all(),
    responses: problems.allResponses(),
    parameters: headerParameters,
    examples: problems.allExamples(),
    headers,
    securitySchemes,
  };
}

/** The HTTP surface as OpenAPI 3.1. Source: https://spec.openapis.org/oas/v3.1.1.html */
export function openapiDocument(): JsonObject {
  const books: Books = { schemas: new SchemaBook(), problems: new ProblemBook() };
  const described = paths(books);
  return {
    openapi: '3.1.0',
    info: { title: 'Muster', version: 'v1', description, license: { name: 'Apache 2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'The gateway that serves this document' }],
    tags: tags(),
    paths: described,
    components: components(books),
  };
}
