import { randomUUID } from 'node:crypto';
import type { Route } from '#contracts';
import { routeNotes } from '../../libs/contracts/src/documents/route-notes.js';
import type { Answer, Api, Problem } from './api.js';

/** Somebody who asks: with a session that can be opened anew, or with whatever is given as a token. */
export interface Asking {
  token: string;
  signIn?: { email: string; password: string };
}

interface File {
  body: string | FormData;
  headers: Record<string, string>;
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** What a caller is told who may not: they are not signed in, or it is not theirs to do. */
export const refusals: ReadonlySet<string> = new Set(['unauthenticated', 'forbidden', 'owner_required']);

/** Placeholders become values that the route takes: ids of nothing, unless some are given by name. */
export function pathOf({ path }: Route, ids: Readonly<Record<string, string>> = {}): string {
  const filled = path
    .replace('{role}', 'user')
    .replace('{file}', '64.webp')
    .replace('{photoId}', 'A'.repeat(22))
    .replace(/\{(\w+)\}/g, (_all, name: string) => ids[name] ?? randomUUID());
  return filled.endsWith('/access') ? `${filled}?permission=reports.view` : filled;
}

/** A body that is no JSON, for routes that take a file. */
function fileFor(route: Route): File | undefined {
  if (route.id === 'imports.create') {
    return { body: 'first name,last name,email\n', headers: { 'content-type': 'text/csv' } };
  }
  if (!route.id.endsWith('.setPhoto')) return undefined;
  const form = new FormData();
  form.append('photo', new Blob([onePixel], { type: 'image/png' }), 'one.png');
  return { body: form, headers: {} };
}

/** Asks routes with the bodies of their notes. */
export class RouteWalk {
  constructor(private readonly api: Api) {}

  /** Some routes end the very session that calls them: then the caller signs in again and asks once more. */
  async askAs(caller: Asking, route: Route, path: string, body?: unknown): Promise<Answer<Problem>> {
    const answer = await this.ask(route, path, { token: caller.token, body });
    if (answer.body.code !== 'unauthenticated' || caller.signIn === undefined) return answer;
    caller.token = await this.api.signIn(caller.signIn.email, caller.signIn.password);
    return this.ask(route, path, { token: caller.token, body });
  }

  /** One call, ended as soon as the answer's head is there: streams have no end. */
  async ask(route: Route, path: string, given: { token?: string; body?: unknown } = {}): Promise<Answer<Problem>> {
    const { token, body = routeNotes[route.id]?.body } = given;
    if (route.id === 'events.stream') return this.headOf(path, token);
    const file = fileFor(route);
    if (file !== undefined) return this.send(route, path, token, file);
    return this.api.call<Problem>(route.method, path, { token, ...(body === undefined ? {} : { body }) });
  }

  private async headOf(path: string, token: string | undefined): Promise<Answer<Problem>> {
    const abort = new AbortController();
    const response = await fetch(`${this.api.baseUrl}${path}`, { headers: bearer(token), signal: abort.signal });
    const refused = response.status === 200 ? ({} as Problem) : ((await response.json()) as Problem);
    abort.abort();
    return { status: response.status, headers: response.headers, body: refused };
  }

  private async send(route: Route, path: string, token: string | undefined, file: File): Promise<Answer<Problem>> {
    const headers = { ...bearer(token), ...file.headers };
    const response = await fetch(`${this.api.baseUrl}${path}`, { ...file, method: route.method, headers });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Problem };
  }
}

function bearer(token: string | undefined): Record<string, string> {
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}
