import type { Tx } from '#subscriber-kit';

/** Conversations of one person that go to another, or to nobody. */
export interface HandOver {
  accountId: string;
  from: string;
  to: string | null;
  reason: string;
  /** The event that causes it; null when the roster told. */
  eventId: string | null;
}

/**
 * Moves every conversation that is assigned to `from`, and writes each of them into the log. Statuses, tags, replies and
 * notes stay as they are. What this event has moved before stays where somebody put it since.
 */
export async function handOver(tx: Tx, { accountId, from, to, reason, eventId }: HandOver): Promise<number> {
  const { rowCount } = await tx.query(
    `WITH moved AS (
       UPDATE conversations c SET assignee_id = $3 WHERE c.account_id = $1 AND c.assignee_id = $2
         AND NOT EXISTS (SELECT FROM assignments_log l WHERE l.conversation_id = c.id AND l.event_id = $5)
       RETURNING c.id)
     INSERT INTO assignments_log (account_id, conversation_id, from_id, to_id, reason, event_id)
     SELECT $1, moved.id, $2, $3, $4, $5 FROM moved`,
    [accountId, from, to, reason, eventId],
  );
  return rowCount ?? 0;
}

/**
 * Who takes what is assigned to a person now: they themselves while they are here and assignable, else their successor,
 * or the successor's successor; null when that is nobody.
 */
export async function takerOf(tx: Tx, accountId: string, userId: string | null): Promise<string | null> {
  const { rows } = await tx.query<{ user_id: string }>(
    `WITH RECURSIVE chain AS (
       SELECT $2::uuid AS user_id, 0 AS depth
       UNION ALL
       SELECT p.successor_id, chain.depth + 1 FROM chain
       JOIN people p ON p.account_id = $1 AND p.user_id = chain.user_id AND p.gone
       WHERE chain.depth < 50)
     SELECT chain.user_id FROM chain
     LEFT JOIN people p ON p.account_id = $1 AND p.user_id = chain.user_id
     WHERE chain.user_id IS NOT NULL
       AND (p.user_id IS NULL OR (NOT p.gone AND p.role IS DISTINCT FROM 'light_user'))
     ORDER BY chain.depth LIMIT 1`,
    [accountId, userId],
  );
  return rows[0]?.user_id ?? null;
}

/** People can be each other's successors, and their events come side by side: one of an account at a time. */
export async function oneAtATime(tx: Tx, accountId: string): Promise<void> {
  await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [accountId]);
}
