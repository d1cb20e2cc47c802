import { v7 } from 'uuid';
import type { CloudEvent } from '#contracts';
import { metrics } from '#observability';
import type { Database } from '#postgres';

/** A message that was given up on. */
export interface Failure {
  consumer: string;
  subject: string;
  eventId: string;
  accountId: string;
  envelope: unknown;
  reason: string;
  attempts: number;
}

/** What each consumer has handled: a row in the transaction of the effect, so that an effect happens once. */
export class Inbox {
  constructor(private readonly database: Database) {}

  /**
   * Runs the effect and remembers the event, in one transaction.
   * @returns false when the event was handled before
   */
  async handle(consumer: string, event: CloudEvent, effect: () => Promise<void>): Promise<boolean> {
    return this.database.transaction({ accountId: event.accountid }, async () => {
      const [row] = await this.database.query<{ fresh: boolean }>(
        `INSERT INTO inbox (consumer, event_id, account_id, handled_at) VALUES ($1, $2, $3, now())
         ON CONFLICT ON CONSTRAINT pk_inbox DO UPDATE SET handled_at = now()
         WHERE inbox.handled_at IS NULL RETURNING true AS fresh`,
        [consumer, event.id, event.accountid],
        'inbox-handle',
      );
      if (row === undefined) return false;
      await effect();
      return true;
    });
  }

  /**
   * Remembers events of one account and applies those that were not handled before, in one transaction.
   * @returns ids of the events that were not
   */
  async handleTogether<Item extends { event: CloudEvent }>(
    consumer: string,
    items: readonly Item[],
    apply: (fresh: Item[]) => Promise<void>,
  ): Promise<ReadonlySet<string>> {
    const accountId = items[0]?.event.accountid ?? '';
    return this.database.transaction({ accountId }, async () => {
      const rows = await this.database.query<{ id: string }>(
        `INSERT INTO inbox (consumer, event_id, account_id, handled_at)
         SELECT $1, id, $3, now() FROM unnest($2::uuid[]) AS id
         ON CONFLICT ON CONSTRAINT pk_inbox DO UPDATE SET handled_at = now()
         WHERE inbox.handled_at IS NULL RETURNING event_id AS id`,
        [consumer, items.map(({ event }) => event.id), accountId],
        'inbox-handle-together',
      );
      const fresh = new Set(rows.map(({ id }) => id));
      await apply(items.filter(({ event }) => fresh.has(event.id)));
      return fresh;
    });
  }

  /**
   * Applies a dead letter that was asked for, whatever is remembered of its event, and is done with it: in one
   * transaction, so that a copy that dies meanwhile leaves the letter to others.
   * @returns false when it is done with, or another copy applies it at this moment
   */
  async redrive(letterId: string, consumer: string, event: CloudEvent, effect: () => Promise<void>): Promise<boolean> {
    return this.database.transaction({ accountId: event.accountid }, async () => {
      const claimed = await this.database.query(
        `UPDATE dead_letters SET redriven_at = now() WHERE id IN (
           SELECT id FROM dead_letters WHERE id = $1 AND redrive_requested_at IS NOT NULL AND redriven_at IS NULL
           FOR UPDATE SKIP LOCKED)
         RETURNING id`,
        [letterId],
      );
      if (claimed.length === 0) return false;
      await this.database.query(
        `INSERT INTO inbox (consumer, event_id, account_id, handled_at) VALUES ($1, $2, $3, now())
         ON CONFLICT ON CONSTRAINT pk_inbox DO UPDATE SET handled_at = now()`,
        [consumer, event.id, event.accountid],
      );
      await effect();
      return true;
    });
  }

  /** Whether an event is done with, so that nothing needs preparing. */
  async isHandled(consumer: string, event: CloudEvent): Promise<boolean> {
    const rows = await this.database.transaction({ accountId: event.accountid }, () =>
      this.database.query(
        'SELECT 1 FROM inbox WHERE consumer = $1 AND event_id = $2 AND handled_at IS NOT NULL',
        [consumer, event.id],
        'inbox-is-handled',
      ),
    );
    return rows.length > 0;
  }

  /** Counts a failed attempt in a transaction of its own. @returns how many there were */
  async countAttempt(consumer: string, event: CloudEvent, reason: string): Promise<number> {
    return this.database.transaction({ accountId: event.accountid }, async () => {
      const [row] = await this.database.query<{ attempts: number }>(
        `INSERT INTO inbox (consumer, event_id, account_id, attempts, last_error) VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT ON CONSTRAINT pk_inbox DO UPDATE SET attempts = inbox.attempts + 1, last_error = excluded.last_error
         RETURNING attempts`,
        [consumer, event.id, event.accountid, reason],
      );
      return row?.attempts ?? 1;
    });
  }

  /** Puts a message aside with the reason. Its event counts as handled, so that it does not come back by itself. */
  async giveUp(failure: Failure): Promise<void> {
    await this.database.transaction({ system: 'dead letter' }, async () => {
      await this.database.query(
        `INSERT INTO dead_letters (id, account_id, consumer, event_id, subject, envelope, reason, attempts)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          v7(),
          failure.accountId,
          failure.consumer,
          failure.eventId,
          failure.subject,
          JSON.stringify(failure.envelope),
          failure.reason,
          failure.attempts,
        ],
      );
      await this.database.query('UPDATE inbox SET handled_at = now() WHERE consumer = $1 AND event_id::text = $2', [
        failure.consumer,
        failure.eventId,
      ]);
    });
    metrics.deadLetters.inc({ consumer: failure.consumer });
  }
}
