import type { NatsConnection } from '@nats-io/transport-node';
import { setTimeout as sleep } from 'node:timers/promises';
import { rosterCalls, type Call, type RequestInputOf, type ResponseOf, type RosterPerson } from '#contracts';
import { Asker } from '#nats';
import { sendCall } from './calls.js';
import { openConnection } from './connection.js';
import { Consumers } from './consumers.js';
import { Consumption } from './consumption.js';
import { DeadLetters } from './dead-letters.js';
import { aggregatesOf, type Effect, type EventHandler, type Tx } from './handlers.js';
import { Inbox } from './inbox.js';
import { completed, type SubscriberOptions } from './options.js';
import { createTables } from './tables.js';
import { Transactions } from './transactions.js';

const purgeEveryMs = 3_600_000;

/**
 * Consumes Muster's events for an internal service: each event takes effect once, events of one aggregate in order.
 * Any number of copies share the work.
 */
export class Subscriber {
  /** What could not be applied. */
  readonly deadLetters: DeadLetters;
  private readonly options: Required<SubscriberOptions>;
  private readonly handlers: ReadonlyMap<string, EventHandler>;
  private readonly aggregates: readonly string[];
  private readonly transactions: Transactions;
  private readonly inbox: Inbox;
  private opening: Promise<{ connection: NatsConnection; asker: Asker }> | undefined;
  private consumptions: Consumption[] = [];
  private purging: NodeJS.Timeout | undefined;
  private prepared: Promise<void> | undefined;
  private readonly poolFailed = (error: Error): void => {
    this.options.logger.warn({ err: error }, 'a database connection was lost');
  };

  constructor(options: SubscriberOptions) {
    this.options = completed(options);
    const { name, schema, handlers, pool, handlerTimeoutMs: timeoutMs } = this.options;
    this.handlers = new Map(handlers.map((handler) => [handler.type, handler]));
    this.aggregates = aggregatesOf(handlers);
    this.transactions = new Transactions(pool);
    this.inbox = new Inbox(this.transactions, { name, schema, timeoutMs });
    this.deadLetters = new DeadLetters(this.transactions, { name, schema, timeoutMs, handlers: this.handlers });
  }

  /** Creates the tables of the kit where they are missing; the role must be allowed to. Safe to run at every start. */
  prepare(): Promise<void> {
    this.prepared ??= this.transact(async (tx) => {
      // `CREATE ... IF NOT EXISTS` of two copies at once can still collide.
      await tx.query(`SELECT pg_advisory_xact_lock(hashtext('subscriber-kit'))`);
      for (const statement of createTables(this.options.schema)) await tx.query(statement);
    }).catch((error: unknown) => {
      this.prepared = undefined;
      throw error;
    });
    return this.prepared;
  }

  /** Begins to consume; a broker or stream that is not there yet is waited for. */
  async start(): Promise<void> {
    await this.prepare();
    // An idle connection that the server ends is replaced by the pool; without a listener it would end the process.
    this.options.pool.on('error', this.poolFailed);
    const consumers = new Consumers(await this.connection(), this.options.name);
    this.consumptions = this.aggregates.map(
      (aggregate) =>
        new Consumption(aggregate, { ...this.options, consumers, inbox: this.inbox, handlers: this.handlers }),
    );
    for (const consumption of this.consumptions) consumption.start();
    this.purging = setInterval(() => void this.purge(), purgeEveryMs).unref();
  }

  /** Takes no more events, finishes those in hand, and closes the connection to the broker; not the pool. */
  async stop(): Promise<void> {
    clearInterval(this.purging);
    await Promise.all(this.consumptions.map((consumption) => consumption.stop()));
    this.consumptions = [];
    this.options.pool.off('error', this.poolFailed);
    const { opening } = this;
    this.opening = undefined;
    await (await opening)?.connection.drain();
  }

  /**
   * Starts from the beginning of the stream again: removes what `reset` removes, forgets what was handled, and goes
   * back in the broker. Copies that run meanwhile need not be stopped.
   * @param reset removes what the events will build again, in the transaction in which they are forgotten
   */
  async replay(reset: Effect = () => Promise.resolve()): Promise<void> {
    await this.prepare();
    const consumers = new Consumers(await this.connection(), this.options.name);
    await this.inbox.forgetAll(await consumers.streamBegins(), reset);
    for (const aggregate of this.aggregates) {
      await consumers.remove(aggregate);
      await consumers.ensure(aggregate);
    }
  }

  /** Resolves when all events that the stream has were applied or put aside. */
  async caughtUp({ timeoutMs = 600_000 } = {}): Promise<void> {
    const consumers = new Consumers(await this.connection(), this.options.name);
    const end = Date.now() + timeoutMs;
    for (;;) {
      const pending = await Promise.all(this.aggregates.map((aggregate) => consumers.pending(aggregate)));
      if (pending.every((count) => count === 0)) return;
      if (Date.now() > end) throw new Error(`Still behind after ${timeoutMs} ms`);
      await sleep(100);
    }
  }

  /**
   * Sends a call that lists `subscriber` among its clients.
   * @throws AppError
   */
  async call<C extends Call>(call: C, input: RequestInputOf<C>): Promise<ResponseOf<C>> {
    return sendCall((await this.open()).asker, call, input);
  }

  /**
   * Everybody of an account, deleted people among them: what to begin with when events are older than the stream keeps
   * them. Compare versions when applying: events may tell of something newer meanwhile.
   */
  async *people(accountId: string): AsyncGenerator<RosterPerson> {
    let after: string | null = null;
    do {
      const page: ResponseOf<typeof rosterCalls.page> = await this.call(rosterCalls.page, { accountId, after });
      yield* page.people;
      after = page.next;
    } while (after !== null);
  }

  /** Runs `work` in a transaction with the deadline of a handler. */
  transact<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
    return this.transactions.run(this.options.handlerTimeoutMs, work);
  }

  private async connection(): Promise<NatsConnection> {
    return (await this.open()).connection;
  }

  private open(): Promise<{ connection: NatsConnection; asker: Asker }> {
    this.opening ??= openConnection(this.options).then((connection) => ({
      connection,
      asker: new Asker(connection, this.options.name),
    }));
    return this.opening;
  }

  private async purge(): Promise<void> {
    await this.inbox.purge().catch((error: unknown) => {
      this.options.logger.warn({ err: error }, 'the inbox could not be purged');
    });
  }
}
