import type { z } from 'zod';
import type { ErrorCode } from './errors.js';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call a route at all; finer decisions are made by the service that owns the object. */
export type RouteAccess = 'public' | 'signed_in';

/** One HTTP route of the gateway. The gateway, the console, openapi.json and the tests share this declaration. */
export interface Route<
  Params extends z.ZodType | undefined = z.ZodType | undefined,
  Query extends z.ZodType | undefined = z.ZodType | undefined,
  Body extends z.ZodType | undefined = z.ZodType | undefined,
  Answer extends z.ZodType | undefined = z.ZodType | undefined,
> {
  /** Stable operation id, `<feature>.<verb>`. */
  readonly id: string;
  readonly method: HttpMethod;
  /** With `{name}` placeholders. */
  readonly path: string;
  readonly access: RouteAccess;
  readonly tag: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Success status, and others that the route may choose itself. */
  readonly status: number;
  readonly otherStatus: readonly number[];
  readonly answer: Answer;
  /** Codes particular to this route, besides `universalErrors`. */
  readonly errors: readonly ErrorCode[];
  /** Takes an Idempotency-Key. */
  readonly idempotent: boolean;
  /** Shows an ETag; on PATCH and PUT takes If-Match. */
  readonly etag: boolean;
}

type Declaration<P, Q, B, A> = Pick<Route, 'id' | 'method' | 'path' | 'tag' | 'summary'> & {
  access?: RouteAccess;
  params?: P;
  query?: Q;
  body?: B;
  status?: number;
  otherStatus?: readonly number[];
  answer?: A;
  errors?: readonly ErrorCode[];
  idempotent?: boolean;
  etag?: boolean;
};

/**
 * Declares a route. Defaults: signed in, status 200 (204 without an answer), not idempotent, no ETag.
 */
export function defineRoute<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  A extends z.ZodType | undefined = undefined,
>(declaration: Declaration<P, Q, B, A>): Route<P, Q, B, A> {
  return Object.freeze({
    id: declaration.id,
    method: declaration.method,
    path: declaration.path,
    tag: declaration.tag,
    summary: declaration.summary,
    access: declaration.access ?? 'signed_in',
    params: declaration.params as P,
    query: declaration.query as Q,
    body: declaration.body as B,
    answer: declaration.answer as A,
    status: declaration.status ?? (declaration.answer ? 200 : 204),
    otherStatus: declaration.otherStatus ?? [],
    errors: declaration.errors ?? [],
    idempotent: declaration.idempotent ?? false,
    etag: declaration.etag ?? false,
  });
}

type Out<S> = S extends z.ZodType ? z.infer<S> : undefined;
type In<S> = S extends z.ZodType ? z.input<S> : undefined;

/** Checked input of a route, as its handler receives it. */
export interface InputOf<R extends Route> {
  params: Out<R['params']>;
  query: Out<R['query']>;
  body: Out<R['body']>;
}

/** What a client passes to a route, before defaults and canonicalisation. */
export interface ClientInputOf<R extends Route> {
  params: In<R['params']>;
  query: In<R['query']>;
  body: In<R['body']>;
}

export type AnswerOf<R extends Route> = Out<R['answer']>;
