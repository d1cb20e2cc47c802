import type { Pool } from 'pg';

export interface Seed {
  accountId: string;
  /** Conversations are assigned to these in turn. */
  assigneeIds: readonly string[];
  count: number;
  /** The same key makes the same conversations; those that exist stay as they are. */
  key: string;
}

const subjects = [
  'Where is my parcel?',
  'Wrong size delivered',
  'Invoice for March',
  'Change of address',
  'Cannot open the attachment',
  'Thank you!',
  'Refund for order 1093',
];

const pick = (list: string, type: string) => `($${list}::${type}[])[1 + n % cardinality($${list}::${type}[])]`;

/** Makes conversations, each with a reply and a note by its assignee. @returns how many are new */
export async function seed(pool: Pool, { accountId, assigneeIds, count, key }: Seed): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `WITH made AS (
       INSERT INTO conversations (id, account_id, subject, status, assignee_id, tags, created_at)
       SELECT md5($1::uuid || $2 || n)::uuid, $1::uuid, ${pick('3', 'text')}, (ARRAY['active', 'pending', 'closed'])[1 + n % 3],
         ${pick('4', 'uuid')}, CASE WHEN n % 4 = 0 THEN ARRAY['vip'] ELSE '{}' END,
         timestamptz '2026-01-05 08:00Z' + n * interval '7 minutes'
       FROM generate_series(1, $5::int) AS n
       ON CONFLICT DO NOTHING RETURNING *),
     written AS (
       INSERT INTO threads (id, account_id, conversation_id, kind, author_id, body, created_at)
       SELECT md5(made.id || kind)::uuid, made.account_id, made.id, kind, made.assignee_id, body,
         made.created_at + interval '1 hour'
       FROM made, (VALUES ('reply', 'We are looking into it.'), ('note', 'Called them back.')) AS text (kind, body))
     SELECT count(*)::int AS count FROM made`,
    [accountId, key, subjects, assigneeIds, count],
  );
  return rows[0]?.count ?? 0;
}

/** Removes all conversations, as a lost disk would. */
export async function wipe(pool: Pool): Promise<void> {
  await pool.query('TRUNCATE threads, assignments_log, people, conversations');
}
