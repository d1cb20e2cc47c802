import { AsyncLocalStorage } from 'node:async_hooks';
import { v7 } from 'uuid';
import type { Caller } from '#contracts';

/** What travels beside a request through a process, and in headers to the next one. */
export interface RequestContext {
  requestId: string;
  /** Epoch milliseconds after which nobody waits for the answer. */
  deadline?: number;
  callerToken?: string;
  /** Verified claims of the caller token. */
  caller?: Caller;
  idempotencyKey?: string;
  traceparent?: string;
  accountId?: string;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` with a context that everything it calls can see. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** The context of the request that is being worked on, if any. */
export function currentContext(): RequestContext | undefined {
  return storage.getStore();
}

/** A new request id: UUID version 7. */
export function newRequestId(): string {
  return v7();
}
