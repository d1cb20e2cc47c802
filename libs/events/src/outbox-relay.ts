import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { eventSubject, type CloudEvent } from '#contracts';
import { metrics } from '#observability';
import type { Database } from '#postgres';
import type { EventStream, StreamIdentity } from './event-stream.js';

/** An event on its way: from the commit that wrote it, or from its row. */
interface Pending {
  id: string;
  accountId: string;
  type: string;
  /** The event as JSON. */
  payload: string;
}

interface Confirmed {
  id: string;
  sequence: number;
  /** Identity of the stream that has it. */
  identity: string;
}

const batchSize = 200;
const pollMs = 1_000;
/** Events straight from a commit that may wait for the stream; those beyond are found by their rows. */
const freshAtMost = 500;
/** So long may what was sent be noted together. Younger rows are left alone by who looks for rows. */
const confirmMs = 200;
const firstBackoffMs = 100;
const auditEveryMs = 10_000;
const purgeEveryMs = 3_600_000;
const measureEveryMs = 10_000;
const countedUpTo = 10_000;
const maxBackoffMs = 5_000;

/**
 * Sends what was written to the outbox to the stream until each event is confirmed. Events of this process go straight
 * from their commit; that they were sent is noted for many at once. Whatever is not noted after a second is found by its
 * row and sent (again): rows are read by state, never by a position, so a late commit cannot be skipped, and what a copy
 * that died had in hand is sent by another. Several copies share that work by `for update skip locked`; the stream and
 * the inboxes drop what comes twice.
 */
export class OutboxRelay {
  private readonly ending = new AbortController();
  private awake: () => void = () => {};
  private running: Promise<void> | undefined;
  private identity: StreamIdentity | undefined;
  private auditedAt = 0;
  private polledAt = 0;
  private notedAt = 0;
  private purgedAt = 0;
  private measuredAt = 0;
  private failures = 0;
  private fresh: Pending[] = [];
  private confirmed: Confirmed[] = [];

  constructor(
    private readonly database: Database,
    private readonly stream: EventStream,
    private readonly logger: Logger,
  ) {}

  private get stopped(): boolean {
    return this.ending.signal.aborted;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Sends and notes what is in hand. */
  async stop(): Promise<void> {
    this.ending.abort();
    this.awake();
    await this.running;
    await this.sendFresh();
    await this.note().catch(() => {});
  }

  /** Events that were committed just now. */
  offer(events: readonly CloudEvent[]): void {
    // While the stream is away, or in a flood, the rows are enough.
    if (this.stopped || this.failures > 0 || this.fresh.length + events.length > freshAtMost) return;
    for (const event of events) {
      const { id, accountid: accountId, type } = event;
      this.fresh.push({ id, accountId, type, payload: JSON.stringify(event) });
    }
    this.awake();
  }

  /** The connection came back: compare what the stream has with what was recorded before sending on. */
  auditSoon(): void {
    this.auditedAt = 0;
    this.awake();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const more = await this.step();
      const idle = !more && this.fresh.length === 0;
      if ((idle || this.failures > 0) && !this.stopped) await this.rest();
    }
  }

  private async rest(): Promise<void> {
    if (this.failures > 0) {
      // A hint must not shorten the wait after a failure, or an outage would be answered by a storm.
      const backoff = Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(this.failures, 6));
      await sleep(backoff * (0.5 + Math.random()), undefined, { signal: this.ending.signal }).catch(() => {});
      return;
    }
    const timer = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.awake = resolve;
    });
    const wait = this.confirmed.length > 0 ? confirmMs : pollMs;
    await Promise.race([woken, sleep(wait, undefined, { signal: timer.signal }).catch(() => {})]);
    timer.abort();
  }

  /** @returns true when there are more rows to send at once */
  private async step(): Promise<boolean> {
    try {
      // First of all: it has to be seen while the stream is away.
      if (Date.now() - this.measuredAt > measureEveryMs) await this.measure();
      if (Date.now() - this.auditedAt > auditEveryMs) await this.audit();
      const unsent = await this.sendFresh();
      if (unsent > 0) throw new Error(`${unsent} events were not confirmed`);
      if (this.confirmed.length >= batchSize || Date.now() - this.notedAt > confirmMs) await this.note();
      const more = Date.now() - this.polledAt > pollMs && (await this.poll());
      if (Date.now() - this.purgedAt > purgeEveryMs) await this.purge();
      this.failures = 0;
      return more;
    } catch (error) {
      this.failures += 1;
      // Their rows will be found.
      this.fresh = [];
      this.logger.warn(
        { err: error, failures: this.failures },
        'the outbox could not be relayed; it will be tried again',
      );
      return false;
    }
  }

  /** @returns how many the stream did not confirm; their rows will be found */
  private async sendFresh(): Promise<number> {
    const { fresh, identity } = this;
    this.fresh = [];
    if (fresh.length === 0 || identity === undefined) return 0;
    const confirmed = await this.publish(fresh, identity.identity);
    this.confirmed.push(...confirmed);
    return fresh.length - confirmed.length;
  }

  /** Writes down what was sent. Forgetting it only sends it again, so nobody waits for the disk. */
  private async note(): Promise<void> {
    this.notedAt = Date.now();
    if (this.confirmed.length === 0) return;
    const confirmed = this.confirmed;
    this.confirmed = [];
    await this.database.together({ system: 'note what was relayed' }, () => this.confirm(confirmed), {
      durable: false,
    });
  }

  /** @returns whether there may be more */
  private async poll(): Promise<boolean> {
    const { identity } = this;
    if (identity === undefined) return false;
    const sendRows = () => this.sendRows(identity.identity);
    const sent = await this.database.transaction({ system: 'relay the outbox' }, sendRows, { durable: false });
    if (sent < batchSize) this.polledAt = Date.now();
    return sent === batchSize;
  }

  /** @returns how many */
  private async sendRows(identity: string): Promise<number> {
    const rows = await this.database.query<Pending>(
      `SELECT id, account_id AS "accountId", type, envelope::text AS payload FROM outbox
       WHERE confirmed_at IS NULL AND created_at < now() - interval '${pollMs} milliseconds'
       ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
      // Neither this nor what notes it is prepared: the plans of an empty outbox would read all of a full one, until its
      // statistics are next taken.
      [batchSize],
    );
    const confirmed = await this.publish(rows, identity);
    await this.confirm(confirmed);
    if (confirmed.length < rows.length) throw new Error(`${rows.length - confirmed.length} events were not confirmed`);
    return rows.length;
  }

  private async measure(): Promise<void> {
    this.measuredAt = Date.now();
    const [row] = await this.database.together({ system: 'measure the outbox' }, () =>
      this.database.query<{ pending: number; oldest: number }>(
        `SELECT count(*)::int AS pending, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest
         FROM (SELECT created_at FROM outbox WHERE confirmed_at IS NULL ORDER BY id LIMIT ${countedUpTo}) waiting`,
        [],
        'outbox-measure',
      ),
    );
    metrics.outboxPending.set(row?.pending ?? 0);
    metrics.outboxOldest.set(row?.oldest ?? 0);
  }

  private async publish(events: readonly Pending[], identity: string): Promise<Confirmed[]> {
    const results = await Promise.allSettled(
      events.map(async ({ id, accountId, type, payload }) => ({
        id,
        sequence: await this.stream.publish(eventSubject(accountId, type), id, payload),
        identity,
      })),
    );
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  private async confirm(confirmed: readonly Confirmed[]): Promise<void> {
    if (confirmed.length === 0) return;
    await this.database.query(
      `UPDATE outbox SET confirmed_at = now(), stream_identity = sent.identity, stream_sequence = sent.sequence
       FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS sent (id, sequence, identity) WHERE outbox.id = sent.id`,
      [
        confirmed.map(({ id }) => id),
        confirmed.map(({ sequence }) => sequence),
        confirmed.map(({ identity }) => identity),
      ],
    );
    metrics.outboxRelayed.inc(confirmed.length);
  }

  /**
   * Finds out whether the broker has less than it confirmed: another stream (wiped), or one that ends before what was
   * recorded (restarted from an old copy). Rows that it lost are sent again; consumers drop what they know.
   */
  private async audit(): Promise<void> {
    const present = await this.stream.identify();
    await this.database.transaction({ system: 'compare the stream' }, async () => {
      const [known] = await this.database.query<{ identity: string; last_sequence: string }>(
        'SELECT identity, last_sequence FROM stream_state WHERE id = 1 FOR UPDATE',
      );
      const lost =
        known !== undefined &&
        (known.identity !== present.identity || Number(known.last_sequence) > present.lastSequence);
      if (lost) await this.sendAgain(present);
      await this.database.query(
        `INSERT INTO stream_state (id, identity, last_sequence) VALUES (1, $1, $2)
         ON CONFLICT (id) DO UPDATE SET identity = excluded.identity, last_sequence = excluded.last_sequence`,
        [present.identity, present.lastSequence],
      );
    });
    this.identity = present;
    this.auditedAt = Date.now();
  }

  private async sendAgain(present: StreamIdentity): Promise<void> {
    const rows = await this.database.query(
      `UPDATE outbox SET confirmed_at = NULL, stream_identity = NULL, stream_sequence = NULL
       WHERE confirmed_at IS NOT NULL AND (stream_identity <> $1 OR stream_sequence > $2) RETURNING 1`,
      [present.identity, present.lastSequence],
    );
    metrics.outboxResent.inc(rows.length);
    this.logger.warn({ events: rows.length }, 'the broker has less than it confirmed; these events are sent again');
  }

  /** The outbox remembers as long as the stream does. */
  private async purge(): Promise<void> {
    await this.database.transaction({ system: 'purge the outbox' }, () =>
      this.database.query(
        `DELETE FROM outbox WHERE id IN (
           SELECT id FROM outbox WHERE confirmed_at < now() - interval '30 days' LIMIT 5000)`,
      ),
    );
    this.purgedAt = Date.now();
  }
}
