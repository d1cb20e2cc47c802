import { CloudEvent } from '#contracts';
import { reasonOf } from '#errors';
import type { EventHandler, Tx } from './handlers.js';
import { tableNames } from './tables.js';
import type { Transactions } from './transactions.js';

/** An event that was given up on, with the reason. */
export interface DeadLetter {
  id: string;
  eventId: string;
  subject: string;
  envelope: unknown;
  reason: string;
  attempts: number;
  createdAt: Date;
  redrivenAt: Date | null;
}

export interface DeadLettersOwner {
  name: string;
  schema: string;
  timeoutMs: number;
  handlers: ReadonlyMap<string, EventHandler>;
}

/** The dead letters of a subscriber. */
export class DeadLetters {
  private readonly tables: ReturnType<typeof tableNames>;

  constructor(
    private readonly transactions: Transactions,
    private readonly owner: DeadLettersOwner,
  ) {
    this.tables = tableNames(owner.schema);
  }

  /** Newest first; without those that were applied since, unless `all`. */
  async list({ all = false, limit = 200 } = {}): Promise<DeadLetter[]> {
    return this.transactions.run(this.owner.timeoutMs, async (tx) => {
      const { rows } = await tx.query<DeadLetter>(
        `SELECT id, event_id AS "eventId", subject, envelope, reason, attempts, created_at AS "createdAt",
           redriven_at AS "redrivenAt"
         FROM ${this.tables.letters} WHERE subscriber = $1 AND ($2 OR redriven_at IS NULL)
         ORDER BY created_at DESC, id LIMIT $3`,
        [this.owner.name, all, limit],
      );
      return rows;
    });
  }

  /**
   * Applies a dead letter now, once, however many ask for it.
   * @returns false when there is no such letter, or it was applied before
   * @throws what the handler throws; the letter stays, with the new reason
   */
  async redrive(id: string): Promise<boolean> {
    try {
      return await this.transactions.run(this.owner.timeoutMs, (tx) => this.apply(tx, id));
    } catch (error) {
      await this.transactions.run(this.owner.timeoutMs, (tx) =>
        tx.query(`UPDATE ${this.tables.letters} SET attempts = attempts + 1, reason = $2 WHERE id = $1`, [
          id,
          reasonOf(error),
        ]),
      );
      throw error;
    }
  }

  /** Applies all that can be applied. @returns how many were, and how many failed again */
  async redriveAll(): Promise<{ applied: number; failed: number }> {
    const outcome = { applied: 0, failed: 0 };
    const letters = await this.list({ limit: 10_000 });
    // Oldest first, as they happened.
    for (const { id } of letters.reverse()) {
      const applied = await this.redrive(id).catch(() => undefined);
      if (applied === undefined) outcome.failed += 1;
      else if (applied) outcome.applied += 1;
    }
    return outcome;
  }

  private async apply(tx: Tx, id: string): Promise<boolean> {
    const { rows } = await tx.query<{ envelope: unknown }>(
      `UPDATE ${this.tables.letters} SET redriven_at = now()
       WHERE id = $1 AND subscriber = $2 AND redriven_at IS NULL RETURNING envelope`,
      [id, this.owner.name],
    );
    const [letter] = rows;
    if (letter === undefined) return false;
    const event = CloudEvent.parse(letter.envelope);
    const { rowCount } = await tx.query(
      `INSERT INTO ${this.tables.inbox} AS inbox (subscriber, event_id, account_id, handled_at) VALUES ($1, $2, $3, now())
       ON CONFLICT ON CONSTRAINT pk_subscriber_inbox DO UPDATE SET handled_at = now(), gave_up = false
       WHERE inbox.gave_up`,
      [this.owner.name, event.id, event.accountid],
    );
    // A replay was quicker: then only the letter is done with.
    if (rowCount === 0) return false;
    await this.owner.handlers.get(event.type)?.effectOf(event)(tx);
    return true;
  }
}
