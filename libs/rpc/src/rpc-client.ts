import type { Msg } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, RequestInputOf, ResponseOf } from '#contracts';
import { AppError, fromEnvelope } from '#errors';
import { Asker, isNobodyThere, isTimeout } from '#nats';
import { currentContext, observeRpcClient, withSpan } from '#observability';
import { callHeaders, isFailure } from './headers.js';
import type { NatsLink } from './nats-link.js';

export interface CallOptions {
  /** Speaks for this caller instead of the one in context. */
  callerToken?: string;
  /** Shorter deadline than the call's own, in milliseconds. */
  timeoutMs?: number;
}

// How long a restart of the answering service is waited for.
const bridgeMs = 2_500;
// Time that is left to the caller itself to answer after a callee ran into its deadline.
const reserveMs = 50;

/** An answer as its bytes of JSON, which the answering side has checked. `T` is what it says. */
export type Relayed<T> = Buffer & { readonly says?: T };

/** Sends declared calls over NATS, with a deadline on each, and checks the answers. */
export class RpcClient {
  private readonly asker: Asker;

  constructor(link: NatsLink) {
    this.asker = new Asker(link.connection, link.service);
  }

  /**
   * @param call the declaration; its deadline, or less when the ambient one is nearer, bounds the wait
   * @param input before defaults; the answering side checks it
   * @throws AppError what the call declares; `unavailable` when nobody serves it, `timeout` when the outcome is unknown
   */
  async call<C extends Call>(call: C, input: RequestInputOf<C>, options: CallOptions = {}): Promise<ResponseOf<C>> {
    return this.observed(call, async () => {
      const answer = call.response.safeParse((await this.request(call, input, options)).json());
      if (!answer.success) throw new AppError('internal', {}, { cause: answer.error });
      return answer.data as ResponseOf<C>;
    });
  }

  /**
   * As {@link call}, for answers that are handed on as they came: pages of a list are neither read nor written again.
   * @throws AppError as {@link call}
   */
  async relay<C extends Call>(
    call: C,
    input: RequestInputOf<C>,
    options: CallOptions = {},
  ): Promise<Relayed<ResponseOf<C>>> {
    return this.observed(call, async () => {
      const { data } = await this.request(call, input, options);
      return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
    });
  }

  private async observed<T>(call: Call, work: () => Promise<T>): Promise<T> {
    const started = performance.now();
    try {
      const answer = await withSpan(call.subject, { kind: 'client', attributes: { 'rpc.system.name': 'nats' } }, work);
      observeRpcClient(call.subject, 'ok', performance.now() - started);
      return answer;
    } catch (error) {
      observeRpcClient(call.subject, error instanceof AppError ? error.code : 'internal', performance.now() - started);
      throw error;
    }
  }

  /** The answer, unread. @throws AppError the failure that it carries */
  private async request<C extends Call>(call: C, input: RequestInputOf<C>, options: CallOptions): Promise<Msg> {
    const context = currentContext();
    const own = Date.now() + Math.min(call.deadlineMs, options.timeoutMs ?? call.deadlineMs);
    const deadline = context?.deadline === undefined ? own : Math.min(own, context.deadline - reserveMs);
    const headers = callHeaders(context, deadline, options.callerToken);
    const message = await this.send(call.subject, JSON.stringify(input), headers, deadline);
    if (isFailure(message.headers)) throw fromEnvelope(message.json());
    return message;
  }

  /** Only "nobody is listening" is tried again: then nothing can have happened. A restart of a service is bridged so. */
  private async send(
    subject: string,
    payload: string,
    headers: ReturnType<typeof callHeaders>,
    deadline: number,
  ): Promise<Msg> {
    const giveUpAt = Math.min(deadline, Date.now() + bridgeMs);
    for (;;) {
      const timeout = deadline - Date.now();
      if (timeout <= 0) throw new AppError('timeout');
      try {
        return await this.asker.ask(subject, payload, { timeout, headers });
      } catch (error) {
        if (!isNobodyThere(error)) throw translate(error);
        if (Date.now() + 100 > giveUpAt) throw new AppError('unavailable', { retryAfter: 1 });
        await sleep(20 + Math.random() * 60);
      }
    }
  }
}

function translate(error: unknown): AppError {
  if (isTimeout(error)) return new AppError('timeout', { retryAfter: 1 }, { cause: error });
  return new AppError('unavailable', { retryAfter: 1 }, { cause: error });
}
