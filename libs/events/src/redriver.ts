import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CloudEvent } from '#contracts';
import { isTransient, reasonOf } from '#errors';
import { translateOutage, type Database } from '#postgres';
import type { EventConsumer } from './event-consumer.js';

interface RequestedRow {
  id: string;
  consumer: string;
  envelope: unknown;
}

const everyMs = 2_000;

/** Applies dead letters again that an operator asked for (`npm run dead-letters -- redrive`). */
export class Redriver {
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  constructor(
    private readonly database: Database,
    private readonly consumers: readonly EventConsumer[],
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.running ??= this.run();
  }

  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      await this.once().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'dead letters could not be driven again');
      });
      await sleep(everyMs, undefined, { signal }).catch(() => {});
    }
  }

  /** One round over what was asked for. A letter that fails again keeps its place with the new reason. */
  async once(): Promise<void> {
    // Nothing is marked here: who dies in the middle of a round must leave the rest of it to others.
    const rows = await this.database.transaction({ system: 'find dead letters' }, () =>
      this.database.query<RequestedRow>(
        `SELECT id, consumer, envelope FROM dead_letters WHERE redrive_requested_at IS NOT NULL AND redriven_at IS NULL
         ORDER BY id LIMIT 100`,
      ),
    );
    for (const row of rows) {
      if (this.abort.signal.aborted) return;
      await this.drive(row);
    }
  }

  private async drive(row: RequestedRow): Promise<void> {
    const about = { deadLetter: row.id, consumer: row.consumer };
    try {
      const consumer = this.consumers.find(({ definition }) => definition.name === row.consumer);
      if (consumer === undefined) throw new Error(`There is no consumer ${row.consumer}`);
      const applied = await consumer.redrive(row.id, CloudEvent.parse(row.envelope));
      if (applied) this.logger.info(about, 'a dead letter was applied');
    } catch (thrown) {
      const error = translateOutage(thrown);
      // What it needs is away: it stays asked for.
      if (isTransient(error)) this.logger.warn({ ...about, err: error }, 'a dead letter waits');
      else await this.putBack(row, error);
    }
  }

  private async putBack(row: RequestedRow, error: unknown): Promise<void> {
    await this.database.transaction({ system: 'drive a dead letter again' }, () =>
      this.database.query(
        `UPDATE dead_letters SET redrive_requested_at = NULL, attempts = attempts + 1, reason = $2
         WHERE id = $1 AND redrive_requested_at IS NOT NULL AND redriven_at IS NULL`,
        [row.id, reasonOf(error)],
      ),
    );
    this.logger.error({ deadLetter: row.id, consumer: row.consumer, err: error }, 'a dead letter failed again');
  }
}
