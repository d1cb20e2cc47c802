import type { Pool } from 'pg';

/** A conversation with what is shown of it in a list. */
export interface Conversation {
  id: string;
  accountId: string;
  subject: string;
  status: string;
  assigneeId: string | null;
  tags: string[];
  replies: number;
  notes: number;
  authorIds: string[];
}

export interface ListQuery {
  accountId: string;
  /** `none`: those without an assignee. */
  assignee?: string | undefined;
  after?: string | undefined;
  limit: number;
}

const nil = '00000000-0000-0000-0000-000000000000';

/** Accounts that have conversations. */
export async function accountIds(pool: Pool): Promise<string[]> {
  const { rows } = await pool.query<{ account_id: string }>('SELECT DISTINCT account_id FROM conversations ORDER BY 1');
  return rows.map((row) => row.account_id);
}

/** Conversations in the order of their ids. */
export async function listConversations(pool: Pool, { accountId, assignee, after, limit }: ListQuery) {
  const { rows } = await pool.query<Conversation>(
    `SELECT c.id, c.account_id AS "accountId", c.subject, c.status, c.assignee_id AS "assigneeId", c.tags,
       (SELECT count(*)::int FROM threads t WHERE t.conversation_id = c.id AND t.kind = 'reply') AS replies,
       (SELECT count(*)::int FROM threads t WHERE t.conversation_id = c.id AND t.kind = 'note') AS notes,
       ARRAY(SELECT DISTINCT t.author_id FROM threads t WHERE t.conversation_id = c.id ORDER BY 1) AS "authorIds"
     FROM conversations c
     WHERE c.account_id = $1 AND c.id > $2 AND CASE
       WHEN $3::text IS NULL THEN true WHEN $3 = 'none' THEN c.assignee_id IS NULL ELSE c.assignee_id = $3::uuid END
     ORDER BY c.id LIMIT $4`,
    [accountId, after ?? nil, assignee ?? null, limit],
  );
  return rows;
}
