import { ServerNats } from '@nestjs/microservices';
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Logger } from 'pino';
import { lastValueFrom } from 'rxjs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, Caller } from '#contracts';
import { AppError, invalidInput, toEnvelope } from '#errors';
import { observeRpcServer, runInContext, withSpan, type RequestContext } from '#observability';
import type { CallerVerifier } from './caller-tokens.js';
import { answerHeaders, contextOf } from './headers.js';
import type { NatsLink } from './nats-link.js';

export interface RpcServerOptions {
  link: NatsLink;
  logger: Logger;
  verifier: CallerVerifier;
  /** Calls handled at once; one more is refused with `unavailable`. */
  maxInFlight?: number;
  /** How long a stop waits for calls under way, in milliseconds. */
  gracePeriodMs?: number;
}

type Handle = (input: unknown, caller: Caller | undefined) => Promise<unknown>;

/**
 * Nest's NATS transport on the process's own connection, with our envelope: checked input and output, verified caller,
 * deadline, bounded work in hand, and a stop that lets calls under way finish.
 */
export class RpcServer extends ServerNats {
  private inFlight = 0;
  private readonly served: Subscription[] = [];

  constructor(private readonly settings: RpcServerOptions) {
    super({ queue: settings.link.service });
  }

  override async createNatsClient(): Promise<NatsConnection> {
    return this.settings.link.connection;
  }

  override bindEvents(connection: NatsConnection): void {
    for (const subject of this.messageHandlers.keys()) {
      const callback = (error: Error | null, message: Msg): void => {
        if (error === null) void this.handleMessage(subject, message);
      };
      this.served.push(connection.subscribe(subject, { queue: this.settings.link.service, callback }));
    }
  }

  /** The link reports its own status. */
  override async handleStatusUpdates(): Promise<void> {}

  override async handleMessage(channel: string, message: Msg): Promise<void> {
    const started = performance.now();
    const context = contextOf(message.headers);
    let outcome = 'ok';
    try {
      const result = await this.admit(() => this.answer(channel, message, context));
      message.respond(JSON.stringify(result), { headers: answerHeaders('ok') });
    } catch (error) {
      outcome = error instanceof AppError ? error.code : 'internal';
      this.refuse(message, error, context);
    }
    observeRpcServer(channel, outcome, performance.now() - started);
  }

  /** Stops taking calls, waits for those under way; the connection is closed by its owner. */
  override async close(): Promise<void> {
    await Promise.all(this.served.map((subscription) => subscription.drain().catch(() => {})));
    const until = Date.now() + (this.settings.gracePeriodMs ?? 5_000);
    while (this.inFlight > 0 && Date.now() < until) await sleep(10);
  }

  private async admit<T>(work: () => Promise<T>): Promise<T> {
    if (this.inFlight >= (this.settings.maxInFlight ?? 512)) throw new AppError('unavailable', { retryAfter: 1 });
    this.inFlight += 1;
    try {
      return await work();
    } finally {
      this.inFlight -= 1;
    }
  }

  private async answer(channel: string, message: Msg, context: RequestContext): Promise<unknown> {
    if (context.deadline !== undefined && context.deadline < Date.now()) throw new AppError('timeout');
    const handler = this.getHandlerByPattern(channel);
    const call = handler?.extras?.['call'] as Call | undefined;
    if (handler === null || handler === undefined || call === undefined) throw new AppError('internal');
    const caller = await this.callerFor(call, context);
    const own: RequestContext = caller === undefined ? context : { ...context, caller, accountId: caller.acc };
    const handle: Handle = async (input, by) =>
      // Nest's own context argument is replaced by the caller: it is what a handler needs second.
      lastValueFrom(this.transformToObservable(await handler(input, by as never)), { defaultValue: undefined });
    return runInContext(own, () =>
      withSpan(
        channel,
        {
          kind: 'server',
          attributes: { 'rpc.system.name': 'nats' },
          ...(context.traceparent === undefined ? {} : { parent: context.traceparent }),
        },
        () => checked(call, message, caller, handle),
      ),
    );
  }

  private async callerFor(call: Call, context: RequestContext): Promise<Caller | undefined> {
    if (call.authority !== 'user') return undefined;
    if (context.callerToken === undefined) throw new AppError('unauthenticated');
    return this.settings.verifier.verify(context.callerToken);
  }

  private refuse(message: Msg, error: unknown, context: RequestContext): void {
    const { logger } = this.settings;
    const unexpected = !(error instanceof AppError) || error.kind === 'internal';
    if (unexpected) logger.error({ err: error, subject: message.subject, requestId: context.requestId }, 'call failed');
    message.respond(JSON.stringify(toEnvelope(error, context.requestId)), { headers: answerHeaders('error') });
  }
}

async function checked(call: Call, message: Msg, caller: Caller | undefined, handle: Handle): Promise<unknown> {
  const input = call.request.safeParse(readJson(message));
  if (!input.success) throw invalidInput(input.error);
  const result = call.response.safeParse(await handle(input.data, caller));
  if (!result.success) throw new AppError('internal', {}, { cause: result.error });
  return result.data;
}

function readJson(message: Msg): unknown {
  try {
    return message.json();
  } catch {
    throw new AppError('malformed_request');
  }
}
