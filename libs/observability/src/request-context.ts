import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 as uuidv7 } from 'uuid';
import type { Caller, ClientOrigin } from '#contracts';

/** What is known about the piece of work under way: a request, a call, or the handling of an event. */
export interface RequestContext {
  readonly requestId: string;
  /** Epoch milliseconds after which nobody waits for the answer any more. */
  readonly deadline?: number;
  /** Signed token of the caller, passed on with every call. Never logged. */
  readonly callerToken?: string;
  /** Claims of the verified caller token. */
  readonly caller?: Caller;
  readonly idempotencyKey?: string;
  /** W3C trace context that the work arrived with. */
  readonly traceparent?: string;
  readonly accountId?: string;
  /** Where the person's request came from, as the gateway saw it; for the audit log. */
  readonly origin?: ClientOrigin;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` in a context; everything it awaits sees it by {@link currentContext}. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the work under way, or undefined outside any. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** Id for a request that arrived without one: UUIDv7. */
export function newRequestId(): string {
  return uuidv7();
}
