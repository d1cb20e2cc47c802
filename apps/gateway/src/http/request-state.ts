import type { FastifyRequest } from 'fastify';
import type { Caller, Identity } from '#contracts';
import type { z } from 'zod';
import { newRequestId, type RequestContext } from '#observability';

type Writable<T> = { -readonly [Key in keyof T]: T[Key] };

/** What the gateway knows about a request beside the request itself. */
export interface RequestState {
  /** The ambient context; the guard adds the caller to it. */
  context: Writable<RequestContext>;
  identity?: z.infer<typeof Identity>;
}

const states = new WeakMap<FastifyRequest, RequestState>();

/** The state of a request, made on first sight. */
export function requestTo(request: FastifyRequest): RequestState {
  const known = states.get(request);
  if (known !== undefined) return known;
  const state: RequestState = { context: { requestId: newRequestId() } };
  states.set(request, state);
  return state;
}

/** From now on every call of this request speaks for this caller. */
export function speakFor(request: FastifyRequest, identity: { callerToken: string; caller: Caller }): void {
  const state = requestTo(request);
  state.identity = identity;
  state.context.callerToken = identity.callerToken;
  state.context.caller = identity.caller;
  state.context.accountId = identity.caller.acc;
}
