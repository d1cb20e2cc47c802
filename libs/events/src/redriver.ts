import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { CloudEvent } from '#contracts';
import type { Database } from '#postgres';
import type { EventConsumer } from './event-consumer.js';

interface RequestedRow {
  id: string;
  consumer: string;
  event_id: string;
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
    const rows = await this.database.transaction({ system: 'claim dead letters' }, () =>
      this.database.query<RequestedRow>(
        `UPDATE dead_letters SET redriven_at = now() WHERE id IN (
           SELECT id FROM dead_letters WHERE redrive_requested_at IS NOT NULL AND redriven_at IS NULL
           ORDER BY id LIMIT 100 FOR UPDATE SKIP LOCKED)
         RETURNING id, consumer, event_id, envelope`,
      ),
    );
    for (const row of rows) await this.drive(row);
  }

  private async drive(row: RequestedRow): Promise<void> {
    try {
      const consumer = this.consumers.find(({ definition }) => definition.name === row.consumer);
      if (consumer === undefined) throw new Error(`There is no consumer ${row.consumer}`);
      const event = CloudEvent.parse(row.envelope);
      await this.reopenInbox(row);
      await consumer.process(event);
      this.logger.info({ deadLetter: row.id, consumer: row.consumer }, 'a dead letter was applied');
    } catch (error) {
      await this.putBack(row, error instanceof Error ? error.message : 'failed');
    }
  }

  private async reopenInbox(row: RequestedRow): Promise<void> {
    await this.database.transaction({ system: 'drive a dead letter again' }, () =>
      this.database.query('UPDATE inbox SET handled_at = NULL WHERE consumer = $1 AND event_id::text = $2', [
        row.consumer,
        row.event_id,
      ]),
    );
  }

  private async putBack(row: RequestedRow, reason: string): Promise<void> {
    await this.database.transaction({ system: 'drive a dead letter again' }, () =>
      this.database.query(
        `UPDATE dead_letters SET redriven_at = NULL, redrive_requested_at = NULL, attempts = attempts + 1, reason = $2
         WHERE id = $1`,
        [row.id, reason.slice(0, 500)],
      ),
    );
    this.logger.error({ deadLetter: row.id, consumer: row.consumer, reason }, 'a dead letter failed again');
  }
}
