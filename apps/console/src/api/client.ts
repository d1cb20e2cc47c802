import type { AnswerOf, ClientInputOf, routes } from '#contracts';
import { ApiProblem, problemFrom } from './api-problem.js';
import { type EndpointName, endpoints, urlOf } from './endpoints.js';

type Routes = typeof routes;

interface CallOptions<Name extends EndpointName> {
  params?: ClientInputOf<Routes[Name]>['params'] | undefined;
  query?: ClientInputOf<Routes[Name]>['query'] | undefined;
  body?: ClientInputOf<Routes[Name]>['body'] | undefined;
  /** Instead of a body, for what takes files. */
  form?: FormData;
  idempotencyKey?: string;
  ifMatch?: string | undefined;
  signal?: AbortSignal | undefined;
}

export interface Answer<Body> {
  body: Body;
  etag: string | undefined;
  /** Grows with each call: what was asked for after a change knows of it, in whatever order answers arrive. */
  asked: number;
}

// Longer than the longest deadline behind the gateway, so that its own `timeout` is what people get to read.
const deadlineMs = 15_000;
// A picture of the largest size over a slow line.
const uploadDeadlineMs = 90_000;
const patienceMs = 2_000;

let calls = 0;

const signedOutListeners = new Set<() => void>();

/** Hears when a call finds that nobody is signed in any more. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** @throws ApiProblem; or the reason of `signal` when the caller has given up */
export async function send<Name extends EndpointName>(
  name: Name,
  options: CallOptions<Name> = {},
): Promise<Answer<AnswerOf<Routes[Name]>>> {
  try {
    return await sendOnce(name, options);
  } catch (error) {
    if (!mayRepeat(name, error) || options.signal?.aborted) throw error;
    await pause(error instanceof ApiProblem ? error.retryAfter : undefined);
    return sendOnce(name, options);
  }
}

/** Like `send`, when only the body matters. */
export async function ask<Name extends EndpointName>(name: Name, options: CallOptions<Name> = {}) {
  return (await send(name, options)).body;
}

/** Reading again is harmless and bridges a restart; everything else is for the person to decide. */
function mayRepeat(name: EndpointName, error: unknown): boolean {
  const passing = error instanceof ApiProblem && (error.code === 'unavailable' || error.code === 'offline');
  return endpoints[name].method === 'GET' && passing;
}

function pause(seconds = 0.5): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(seconds * 1000, patienceMs)));
}

async function sendOnce<Name extends EndpointName>(name: Name, options: CallOptions<Name>) {
  const { method, path } = endpoints[name];
  calls += 1;
  const asked = calls;
  const response = await reach(urlOf(path, fieldsOf(options.params), fieldsOf(options.query)), {
    method,
    headers: headersOf(options),
    credentials: 'same-origin',
    cache: 'no-store',
    ...contentOf(options),
    signal: signalOf(options.signal, options.form === undefined ? deadlineMs : uploadDeadlineMs),
  });
  if (!response.ok) throw await refusal(response);
  const body = await bodyOf<AnswerOf<Routes[Name]>>(response);
  return { body, etag: response.headers.get('etag') ?? undefined, asked };
}

/** Parameters and queries are objects or absent; the generic type cannot say so. */
function fieldsOf(value: unknown): object {
  return typeof value === 'object' && value !== null ? value : {};
}

function contentOf({ body, form }: { body?: unknown; form?: FormData }): { body?: string | FormData } {
  if (form !== undefined) return { body: form };
  return body === undefined ? {} : { body: JSON.stringify(body) };
}

function signalOf(given: AbortSignal | undefined, withinMs: number): AbortSignal {
  const deadline = AbortSignal.timeout(withinMs);
  return given === undefined ? deadline : AbortSignal.any([given, deadline]);
}

function headersOf(options: { body?: unknown; idempotencyKey?: string; ifMatch?: string | undefined }) {
  return {
    accept: 'application/json',
    ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(options.idempotencyKey === undefined ? {} : { 'idempotency-key': options.idempotencyKey }),
    ...(options.ifMatch === undefined ? {} : { 'if-match': options.ifMatch }),
  };
}

async function reach(url: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    throw new ApiProblem({ code: late ? 'timeout' : 'offline' }, { cause: error });
  }
}

async function refusal(response: Response): Promise<ApiProblem> {
  const problem = await problemFrom(response);
  if (problem.code === 'unauthenticated') for (const listener of signedOutListeners) listener();
  return problem;
}

async function bodyOf<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  try {
    return (text === '' ? undefined : JSON.parse(text)) as Body;
  } catch (error) {
    throw new ApiProblem({ code: 'unreadable', status: response.status }, { cause: error });
  }
}
