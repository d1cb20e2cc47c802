import type { Consumer, ConsumerMessages, JsMsg } from '@nats-io/jetstream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CloudEvent } from '#contracts';
import { isTransient, isUnreadable, reasonOf } from '#errors';
import { metrics } from '#observability';
import { backoff, InHand, KeyedBatches, KeyedQueue } from '#pacing';
import { translateOutage } from '#postgres';
import type { BoundHandler, ConsumerDefinition } from './consumer-definition.js';
import { applyTogether, handling, type Outcome } from './event-batch.js';
import type { EventStream } from './event-stream.js';
import type { Inbox } from './inbox.js';

const maxAttempts = 8;
const limits = { keysAtOnce: 8, batchAtMost: 16, itemsAtMost: 64 };
const singlesAtOnce = 8;

/** A message as an event, or why it is none. */
interface Received {
  message: JsMsg;
  event?: CloudEvent;
  fault?: unknown;
}

const nobody = '00000000-0000-0000-0000-000000000000';

/** Pulls one durable consumer's messages and applies them, each once. */
export class EventConsumer {
  private readonly handlers: ReadonlyMap<string, BoundHandler>;
  /** By account: events of an account that come while others of it are applied are applied together. */
  private readonly batches = new KeyedBatches<Received>(limits, (items) => this.receive(items));
  /** Those that go by themselves. */
  private readonly singles = new KeyedQueue(singlesAtOnce);
  private readonly inHand = new InHand();
  private messages: ConsumerMessages | undefined;
  private stopped = false;
  private running: Promise<void> | undefined;

  constructor(
    readonly definition: ConsumerDefinition,
    private readonly parts: { stream: EventStream; inbox: Inbox; logger: Logger },
  ) {
    this.handlers = definition.handlers;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Stops pulling and finishes what is in hand; what is not begun is given back. */
  async stop(): Promise<void> {
    this.stopped = true;
    await this.messages?.close();
    await Promise.race([this.running, sleep(5_000, undefined, { ref: false })]);
  }

  /** The connection came back: the broker may be another one, so the consumer is looked for again. */
  reopen(): void {
    void this.messages?.close();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      try {
        const { name, filter } = this.definition;
        await this.pull(await this.parts.stream.consumer(name, filter));
      } catch (error) {
        this.parts.logger.warn({ err: error, consumer: this.definition.name }, 'cannot consume; trying again');
      }
      if (!this.stopped) await sleep(200 + Math.random() * 300);
    }
  }

  private async pull(consumer: Consumer): Promise<void> {
    const messages = await consumer.consume({ max_messages: 64, expires: 10_000, abort_on_missing_resource: true });
    this.messages = messages;
    for await (const message of messages) {
      if (this.stopped) {
        message.nak();
        continue;
      }
      // Also while it waits for others: the broker would take it for lost.
      this.inHand.add(message);
      const received = read(message);
      // Waits while as much as allowed is worked on: the bound of this queue.
      await this.batches.add(received.event?.accountid ?? String(message.seq), received);
    }
    await this.batches.idle();
  }

  private async receive(items: readonly Received[]): Promise<void> {
    try {
      if (this.stopped) for (const { message } of items) message.nak();
      else await this.answerAll(items);
    } catch (error) {
      // The connection has gone: what was not answered is delivered again.
      this.parts.logger.warn({ err: error, consumer: this.definition.name }, 'messages could not be answered');
    }
    for (const { message } of items) this.inHand.remove(message);
  }

  private async answerAll(items: readonly Received[]): Promise<void> {
    // What was tried before may be what failed; it comes first, so that events of an aggregate stay in order.
    const single = items.filter(({ message, event }) => event === undefined || message.redelivered);
    await this.answerEach(single);
    const fresh = items.filter((received) => !single.includes(received));
    if (fresh.length < 2 || !(await this.answerTogether(fresh))) await this.answerEach(fresh);
  }

  /** @returns false when nothing has happened, and each has to be tried by itself */
  private async answerTogether(items: readonly Received[]): Promise<boolean> {
    const { name } = this.definition;
    let outcomes: ReadonlyMap<string, Outcome>;
    try {
      const events = items.flatMap(({ event }) => event ?? []);
      outcomes = await applyTogether(this.definition, this.parts.inbox, events);
    } catch (error) {
      this.parts.logger.debug({ err: error, consumer: name }, 'events go on one by one');
      return false;
    }
    for (const { message, event } of items) {
      metrics.eventsHandled.inc({ consumer: name, outcome: outcomes.get(event?.id ?? '') ?? 'skipped' });
      message.ack();
    }
    return true;
  }

  /** Events of one aggregate one after another, and of all accounts no more at once than there are places. */
  private async answerEach(items: readonly Received[]): Promise<void> {
    const answers: Promise<void>[] = [];
    for (const received of items) {
      const key = received.event?.subject ?? String(received.message.seq);
      const answered = new Promise<void>((resolve, reject) => {
        void this.singles.add(key, () => this.answer(received).then(resolve, reject));
      });
      answers.push(answered);
    }
    const failed = (await Promise.allSettled(answers)).find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  private async answer({ message, event, fault }: Received): Promise<void> {
    try {
      if (event === undefined) throw fault;
      const outcome = await this.process(event, message.redelivered);
      metrics.eventsHandled.inc({ consumer: this.definition.name, outcome });
      message.ack();
    } catch (error) {
      await this.fail(message, event, error).catch((failure: unknown) => {
        // Not even the failure could be written down: the message comes back after the ack wait.
        this.parts.logger.error({ err: failure, consumer: this.definition.name }, 'a failure could not be recorded');
        message.nak(2_000);
      });
    }
  }

  /**
   * Applies a dead letter that was asked for.
   * @returns false when it is done with, or another copy applies it at this moment
   */
  async redrive(letterId: string, event: CloudEvent): Promise<boolean> {
    const { name } = this.definition;
    return handling(name, event, async () => {
      const effect = await this.handlers.get(event.type)?.begin(event);
      return this.parts.inbox.redrive(letterId, name, event, async () => effect?.());
    });
  }

  /**
   * Applies an event unless it was before.
   * @param again whether it may have been delivered before: then it is looked up before anything dear is prepared
   */
  private async process(event: CloudEvent, again: boolean): Promise<Outcome> {
    const handler = this.handlers.get(event.type);
    if (handler === undefined) return 'skipped';
    const { name } = this.definition;
    return handling(name, event, async () => {
      // Asking other services is dear: not for what was handled before.
      if (again && handler.prepares && (await this.parts.inbox.isHandled(name, event))) return 'known';
      const effect = await handler.begin(event);
      return (await this.parts.inbox.handle(name, event, effect)) ? 'applied' : 'known';
    });
  }

  private async fail(message: JsMsg, event: CloudEvent | undefined, thrown: unknown): Promise<void> {
    const error = translateOutage(thrown);
    const { name } = this.definition;
    const { logger, inbox } = this.parts;
    if (isTransient(error)) {
      metrics.eventsHandled.inc({ consumer: name, outcome: 'postponed' });
      message.nak(backoff(message.info.deliveryCount, 100));
      return;
    }
    logger.error(
      { err: error, consumer: name, eventId: event?.id, type: event?.type },
      'an event could not be applied',
    );
    metrics.eventsHandled.inc({ consumer: name, outcome: 'failed' });
    const reason = reasonOf(error);
    const attempts = event === undefined ? maxAttempts : await inbox.countAttempt(name, event, reason);
    // What cannot be read will not read better next time.
    if (attempts < maxAttempts && !isUnreadable(error)) message.nak(backoff(attempts, 200));
    else await this.giveUp(message, event, { reason, attempts });
  }

  private async giveUp(
    message: JsMsg,
    event: CloudEvent | undefined,
    why: { reason: string; attempts: number },
  ): Promise<void> {
    const what =
      event === undefined
        ? {
            eventId: unknownId(message),
            accountId: nobody,
            envelope: { unreadable: message.string().slice(0, 10_000) },
          }
        : { eventId: event.id, accountId: event.accountid, envelope: event };
    await this.parts.inbox.giveUp({ consumer: this.definition.name, subject: message.subject, ...what, ...why });
    // Without a reason: NATS 2.9 ignores term() with one and delivers again.
    message.term();
  }
}

function unknownId(message: JsMsg): string {
  return message.headers?.get('Nats-Msg-Id') ?? 'unknown';
}

function read(message: JsMsg): Received {
  try {
    return { message, event: CloudEvent.parse(message.json()) };
  } catch (fault) {
    return { message, fault };
  }
}
