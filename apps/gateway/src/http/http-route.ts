import {
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { AnswerOf, HttpMethod, InputOf, Route } from '#contracts';
import { AppError, invalidInput } from '#errors';
import type { Relayed } from '#rpc';
import { HttpContext } from './http-context.js';
import { requestTo } from './request-state.js';

/** Where the guard finds the declaration. */
export const routeMetadata = 'muster:route';

const methods: Record<HttpMethod, RequestMethod> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
};
const keyForm = /^[\x21-\x7e]{1,255}$/;

function checked(schema: z.ZodType | undefined, value: unknown): unknown {
  if (schema === undefined) return undefined;
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidInput(parsed.error);
  return parsed.data;
}

/** Reads the Idempotency-Key into the context. @throws AppError `malformed_request` */
function takeKey(route: Route, request: FastifyRequest): void {
  const key = request.headers['idempotency-key'];
  if (!route.idempotent || key === undefined) return;
  if (typeof key !== 'string' || !keyForm.test(key)) {
    throw new AppError('malformed_request', { detail: 'The Idempotency-Key is not 1 to 255 printable characters' });
  }
  requestTo(request).context.idempotencyKey = key;
}

/** Fastify leaves what it cannot decode as it is. @throws AppError `malformed_request` */
function requireReadableQuery({ url }: FastifyRequest): void {
  const start = url.indexOf('?');
  if (start < 0) return;
  try {
    decodeURIComponent(url.slice(start));
  } catch (error) {
    throw new AppError('malformed_request', { detail: 'The query is not UTF-8 in percent-encoding' }, { cause: error });
  }
}

function inputOf(route: Route, request: FastifyRequest) {
  takeKey(route, request);
  requireReadableQuery(request);
  return {
    params: checked(route.params, request.params),
    query: checked(route.query, request.query),
    body: checked(route.body, request.body ?? {}),
  };
}

// Parameters are read after the guards, so nobody learns about fields before they have signed in.
const RouteInput = createParamDecorator((route: Route, context: ExecutionContext) =>
  inputOf(route, context.switchToHttp().getRequest<FastifyRequest>()),
);
const RouteContext = createParamDecorator((_data: unknown, context: ExecutionContext) => {
  const http = context.switchToHttp();
  return new HttpContext(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
});

type Handler<R extends Route> = (
  input: InputOf<R>,
  context: HttpContext,
) => Promise<R['answer'] extends z.ZodType ? AnswerOf<R> | Relayed<AnswerOf<R>> : void>;

/** Serves a declared route with the decorated controller method, which receives the checked input and the context. */
export function HttpRoute<R extends Route>(route: R) {
  return <Method extends Handler<R>>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void => {
    const path = route.path.replace(/\{(\w+)\}/g, ':$1');
    RequestMapping({ path, method: methods[route.method] })(target, key, descriptor);
    HttpCode(route.status)(target, key, descriptor);
    SetMetadata(routeMetadata, route)(target, key, descriptor);
    RouteInput(route)(target, key, 0);
    RouteContext()(target, key, 1);
  };
}
