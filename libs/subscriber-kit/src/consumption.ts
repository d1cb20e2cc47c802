import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudEvent } from '#contracts';
import { isTransient, isUnreadable, reasonOf } from '#errors';
import { backoff, InHand, KeyedQueue } from '#pacing';
import type { Consumers } from './consumers.js';
import type { EventHandler } from './handlers.js';
import type { Inbox } from './inbox.js';
import type { SubscriberLogger } from './options.js';
import { Order } from './order.js';
import { isPassing } from './transactions.js';

export interface ConsumptionParts {
  consumers: Consumers;
  inbox: Inbox;
  handlers: ReadonlyMap<string, EventHandler>;
  logger: SubscriberLogger;
  concurrency: number;
  maxAttempts: number;
}

const stopWithinMs = 20_000;
// The least that the client allows; a stop waits for it.
const pullMs = 1_000;
const checkAfterSilentPulls = 5;

/** A message with what was read from it; the event is undefined when it cannot be read. */
interface Received {
  message: JsMsg;
  event: CloudEvent | undefined;
  /** Events of one aggregate are applied one after another. */
  aggregate: string;
  failure?: unknown;
}

function read(message: JsMsg): Received {
  try {
    const event = CloudEvent.parse(message.json());
    return { message, event, aggregate: event.subject };
  } catch (failure) {
    return { message, event: undefined, aggregate: String(message.seq), failure };
  }
}

/** Pulls the events of one kind of aggregate and applies them, each once, those of one aggregate in order. */
export class Consumption {
  private readonly queue: KeyedQueue;
  private readonly order = new Order();
  private readonly inHand = new InHand();
  private messages: ConsumerMessages | undefined;
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly aggregate: string,
    private readonly parts: ConsumptionParts,
  ) {
    this.queue = new KeyedQueue(parts.concurrency);
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Stops pulling and finishes what is in hand; what is not begun is given back. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.race([this.running, sleep(pullMs + 1_000, undefined, { ref: false })]);
    // Without a broker a pull has no end of its own.
    void this.messages?.close();
    await Promise.race([this.running, sleep(stopWithinMs, undefined, { ref: false })]);
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        await this.pull(await this.parts.consumers.ensure(this.aggregate));
        failures = 0;
      } catch (error) {
        // Also before the first event: the stream is made by who publishes.
        this.parts.logger.warn({ err: error, aggregate: this.aggregate }, 'cannot consume; trying again');
      }
      await sleep(Math.min(5_000, backoff(failures, 200)), undefined, { signal }).catch(() => {});
    }
  }

  /**
   * One batch after the other, each to its end: a standing pull that is cut off would lose what is on its way, until
   * the broker delivers it again seconds later.
   */
  private async pull(consumer: Consumer): Promise<void> {
    for (let silent = 0; !this.stopping.signal.aborted; silent += 1) {
      this.messages = await consumer.fetch({ max_messages: 64, expires: pullMs });
      let taken = Promise.resolve();
      for await (const message of this.messages) {
        const received = read(message);
        silent = -1;
        // From here on, also while it waits for others: the broker would take it for lost.
        this.inHand.add(message);
        taken = taken.then(() => this.queue.add(received.aggregate, () => this.receive(received)));
      }
      // Waits while as many as allowed are worked on: the bound of this queue.
      await taken;
      // Silence looks the same when the consumer is gone, with its broker or for a replay.
      if (silent >= checkAfterSilentPulls) {
        await consumer.info();
        silent = -1;
      }
    }
    await this.queue.idle();
  }

  private async receive(received: Received): Promise<void> {
    await this.answer(received);
    this.inHand.remove(received.message);
  }

  private async answer(received: Received): Promise<void> {
    const { message, aggregate } = received;
    if (this.stopping.signal.aborted) {
      message.nak();
      return;
    }
    const held = this.order.holdFor(aggregate, message.seq);
    if (held > 0) {
      this.giveBack(received, held);
      return;
    }
    try {
      await this.apply(received);
      this.order.done(aggregate, message.seq);
      message.ack();
    } catch (error) {
      await this.fail(received, error).catch((failure: unknown) => {
        this.parts.logger.error({ err: failure }, 'a failure could not be recorded');
        this.giveBack(received, 2_000);
      });
    }
  }

  private giveBack({ message, aggregate }: Received, ms: number): void {
    this.order.givenBack(aggregate, message.seq, ms);
    message.nak(ms);
  }

  private async apply({ event, failure }: Received): Promise<void> {
    if (event === undefined) throw failure;
    const handler = this.parts.handlers.get(event.type);
    if (handler !== undefined) await this.parts.inbox.handle(event, handler.effectOf(event));
  }

  private async fail(received: Received, error: unknown): Promise<void> {
    const { message, event } = received;
    if (isTransient(error) || isPassing(error)) {
      this.giveBack(received, backoff(message.info.deliveryCount, 100));
      return;
    }
    const reason = reasonOf(error);
    const attempts = event === undefined ? 1 : await this.parts.inbox.countAttempt(event, reason);
    this.parts.logger.error(
      { err: error, eventId: event?.id, type: event?.type, attempts },
      'an event could not be applied',
    );
    // What cannot be read will not read better next time.
    const hopeless = event === undefined || isUnreadable(error) || attempts >= this.parts.maxAttempts;
    if (hopeless) await this.giveUp(received, reason, attempts);
    else this.giveBack(received, backoff(attempts, 200));
  }

  private async giveUp({ message, event, aggregate }: Received, reason: string, attempts: number): Promise<void> {
    await this.parts.inbox.giveUp({
      eventId: event?.id ?? unknownId(message),
      subject: message.subject,
      envelope: event ?? { unreadable: message.string().slice(0, 10_000) },
      reason,
      attempts,
    });
    this.order.done(aggregate, message.seq);
    // Without a reason: NATS 2.9 ignores term() with one and delivers again.
    message.term();
  }
}

function unknownId(message: JsMsg): string {
  return message.headers?.get('Nats-Msg-Id') || `position ${message.seq}`;
}
