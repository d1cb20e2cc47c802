import type { CloudEvent } from '#contracts';
import type { Effect, Tx } from './handlers.js';
import { tableNames } from './tables.js';
import type { Transactions } from './transactions.js';

/** A message that was given up on. */
export interface Failure {
  eventId: string;
  subject: string;
  envelope: unknown;
  reason: string;
  attempts: number;
}

const bookkeepingMs = 5_000;
// Longer than the stream and the outboxes keep events, so what is forgotten here cannot be delivered any more.
const keepDays = 45;

/** What the subscriber has handled: a row in the transaction of the effect, so that an effect happens once. */
export class Inbox {
  private readonly tables: ReturnType<typeof tableNames>;

  constructor(
    private readonly transactions: Transactions,
    private readonly owner: { name: string; schema: string; timeoutMs: number },
  ) {
    this.tables = tableNames(owner.schema);
  }

  /**
   * Runs the effect and remembers the event, in one transaction.
   * @returns false when the event was handled before; a copy that handles it at this moment is waited for
   */
  async handle(event: CloudEvent, effect: Effect): Promise<boolean> {
    return this.transactions.run(this.owner.timeoutMs, async (tx) => {
      const { rowCount } = await tx.query({
        name: 'subscriber-handle',
        text: `INSERT INTO ${this.tables.inbox} (subscriber, event_id, account_id, handled_at) VALUES ($1, $2, $3, now())
         ON CONFLICT ON CONSTRAINT pk_subscriber_inbox DO UPDATE SET handled_at = now()
         WHERE ${this.tables.inbox}.handled_at IS NULL`,
        values: [this.owner.name, event.id, event.accountid],
      });
      if (rowCount === 0) return false;
      await effect(tx);
      return true;
    });
  }

  /** Counts a failed try in a transaction of its own. @returns how many there were */
  async countAttempt(event: CloudEvent, reason: string): Promise<number> {
    return this.transactions.run(bookkeepingMs, async (tx) => {
      const { rows } = await tx.query<{ attempts: number }>(
        `INSERT INTO ${this.tables.inbox} AS inbox (subscriber, event_id, account_id, attempts, last_error)
         VALUES ($1, $2, $3, 1, $4)
         ON CONFLICT ON CONSTRAINT pk_subscriber_inbox
         DO UPDATE SET attempts = inbox.attempts + 1, last_error = excluded.last_error RETURNING attempts`,
        [this.owner.name, event.id, event.accountid, reason],
      );
      return rows[0]?.attempts ?? 1;
    });
  }

  /** Puts a message aside with the reason. Its event counts as handled, so that it does not come back by itself. */
  async giveUp(failure: Failure): Promise<void> {
    await this.transactions.run(bookkeepingMs, async (tx) => {
      await tx.query(
        `INSERT INTO ${this.tables.letters} (subscriber, event_id, subject, envelope, reason, attempts)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT ON CONSTRAINT uq_subscriber_dead_letters_event
         DO UPDATE SET reason = excluded.reason, attempts = excluded.attempts, redriven_at = NULL`,
        [
          this.owner.name,
          failure.eventId,
          failure.subject,
          JSON.stringify(failure.envelope),
          failure.reason,
          failure.attempts,
        ],
      );
      await tx.query(
        `UPDATE ${this.tables.inbox} SET handled_at = now(), gave_up = true
         WHERE subscriber = $1 AND event_id::text = $2`,
        [this.owner.name, failure.eventId],
      );
    });
  }

  /**
   * Forgets everything, together with what `reset` removes. Waits for effects that are being written and holds up
   * others meanwhile, so that none is lost or doubled by a copy that runs on.
   * @param since when the stream begins: dead letters of older events stay, they would not come again
   */
  async forgetAll(since: string, reset: Effect): Promise<void> {
    await this.transactions.run(10 * bookkeepingMs, async (tx) => {
      await tx.query(`LOCK TABLE ${this.tables.inbox} IN ACCESS EXCLUSIVE MODE`);
      await reset(tx);
      await tx.query(`DELETE FROM ${this.tables.inbox} WHERE subscriber = $1`, [this.owner.name]);
      await tx.query(
        `DELETE FROM ${this.tables.letters}
         WHERE subscriber = $1 AND (envelope ->> 'time')::timestamptz >= $2::timestamptz`,
        [this.owner.name, since],
      );
    });
  }

  /** Forgets what the stream no longer has. */
  async purge(): Promise<void> {
    await this.transactions.run(bookkeepingMs, (tx: Tx) =>
      tx.query(
        `DELETE FROM ${this.tables.inbox} WHERE subscriber = $1 AND event_id IN (
           SELECT event_id FROM ${this.tables.inbox}
           WHERE subscriber = $1 AND handled_at < now() - interval '${keepDays} days' LIMIT 5000)`,
        [this.owner.name],
      ),
    );
  }
}
