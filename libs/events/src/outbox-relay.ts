import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { eventSubject } from '#contracts';
import { metrics } from '#observability';
import type { Database } from '#postgres';
import type { EventStream, StreamIdentity } from './event-stream.js';

interface PendingRow {
  id: string;
  account_id: string;
  type: string;
  /** The event as JSON. */
  envelope: string;
}

interface Confirmed {
  id: string;
  sequence: number;
}

const batchSize = 200;
const pollMs = 1_000;
/** Rounds do not begin sooner after one another. */
const paceMs = 20;
const firstBackoffMs = 100;
const auditEveryMs = 10_000;
const purgeEveryMs = 3_600_000;
const maxBackoffMs = 5_000;

/**
 * Sends outbox rows to the stream until each is confirmed. Rows are found by state, never by a position, so a late
 * commit cannot be skipped; a wake-up is a hint, polling is the guarantee. Several copies share the work by
 * `for update skip locked`.
 */
export class OutboxRelay {
  private stopped = false;
  private awake: () => void = () => {};
  private running: Promise<void> | undefined;
  private identity: StreamIdentity | undefined;
  private auditedAt = 0;
  private purgedAt = 0;
  private failures = 0;

  constructor(
    private readonly database: Database,
    private readonly stream: EventStream,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.wake();
    await this.running;
  }

  /** Something was committed: look now. */
  wake(): void {
    this.awake();
  }

  /** The connection came back: compare what the stream has with what was recorded before sending on. */
  auditSoon(): void {
    this.auditedAt = 0;
    this.wake();
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const begun = Date.now();
      const sent = await this.step();
      if (sent < batchSize) await this.rest();
      // The first of a burst goes at once, those behind it together.
      const early = paceMs - (Date.now() - begun);
      if (early > 0 && !this.stopped) await sleep(early);
    }
  }

  private async rest(): Promise<void> {
    const backoff = Math.min(maxBackoffMs, firstBackoffMs * 2 ** Math.min(this.failures, 6));
    const wait = this.failures === 0 ? pollMs : backoff * (0.5 + Math.random());
    const woken = new Promise<void>((resolve) => {
      this.awake = resolve;
    });
    // A hint must not shorten the wait after a failure, or an outage would be answered by a storm.
    await (this.failures === 0 ? Promise.race([woken, sleep(wait)]) : sleep(wait));
  }

  private async step(): Promise<number> {
    try {
      if (Date.now() - this.auditedAt > auditEveryMs) await this.audit();
      const sent = await this.relayBatch();
      if (Date.now() - this.purgedAt > purgeEveryMs) await this.purge();
      this.failures = 0;
      return sent;
    } catch (error) {
      this.failures += 1;
      this.logger.warn(
        { err: error, failures: this.failures },
        'the outbox could not be relayed; it will be tried again',
      );
      return 0;
    }
  }

  private async relayBatch(): Promise<number> {
    const { identity } = this;
    if (identity === undefined) return 0;
    return this.database
      .transaction({ system: 'relay the outbox' }, async () => {
        const rows = await this.database.query<PendingRow>(
          `SELECT id, account_id, type, envelope::text FROM outbox WHERE confirmed_at IS NULL
         ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
          [batchSize],
          'outbox-pending',
        );
        if (rows.length === 0) return 0;
        const confirmed = await this.publish(rows);
        await this.confirm(confirmed, identity.identity);
        if (confirmed.length < rows.length)
          throw new Error(`${rows.length - confirmed.length} events were not confirmed`);
        return rows.length;
      })
      .catch((error: unknown) => {
        metrics.outboxPending.set(batchSize);
        throw error;
      });
  }

  private async publish(rows: readonly PendingRow[]): Promise<Confirmed[]> {
    const results = await Promise.allSettled(
      rows.map(async (row) => ({
        id: row.id,
        sequence: await this.stream.publish(eventSubject(row.account_id, row.type), row.id, row.envelope),
      })),
    );
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  }

  private async confirm(confirmed: readonly Confirmed[], identity: string): Promise<void> {
    if (confirmed.length === 0) return;
    // Forgetting that it was sent only sends it again, so nobody waits for the disk.
    this.database.post('SET LOCAL synchronous_commit = off');
    this.database.post(
      `UPDATE outbox SET confirmed_at = now(), stream_identity = $3, stream_sequence = sent.sequence
       FROM unnest($1::uuid[], $2::bigint[]) AS sent (id, sequence) WHERE outbox.id = sent.id`,
      [confirmed.map(({ id }) => id), confirmed.map(({ sequence }) => sequence), identity],
      'outbox-confirm',
    );
    metrics.outboxRelayed.inc(confirmed.length);
    metrics.outboxPending.set(0);
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
