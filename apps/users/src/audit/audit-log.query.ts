import type { z } from 'zod';
import type { AuditFilters } from '#contracts';
import type { Position } from '../lists/cursor.js';

export type AuditConditions = z.infer<typeof AuditFilters>;

/** An entry as the statements below select it. */
export interface SelectedEntry {
  id: string;
  at: Date;
  /** `at` with its microseconds: what the pages continue by. */
  position: string;
  action: string;
  actor_kind: 'user' | 'service' | 'operator';
  actor_id: string | null;
  actor_name: string | null;
  target_kind: string;
  target_id: string | null;
  target_name: string | null;
  ip: string | null;
  user_agent: string | null;
  request_id: string | null;
  change: Record<string, { before?: unknown; after?: unknown }>;
  personal_change: Record<string, { before?: unknown; after?: unknown }> | null;
}

const nameOf = (id: string): string => `(SELECT concat_ws(' ', nullif(u.first_name, ''), nullif(u.last_name, ''))
  FROM users u WHERE u.account_id = e.account_id AND u.id = ${id})`;

/** The present name; of what was deleted the last one, which the entry of its deletion has. */
const nameIn = (table: string, kind: string): string => `coalesce(
      (SELECT n.name FROM ${table} n WHERE n.account_id = e.account_id AND n.id = e.target_id),
      (SELECT d.change -> 'name' ->> 'before' FROM audit_entries d
       WHERE d.account_id = e.account_id AND d.target_id = e.target_id AND d.action = '${kind}.deleted'
       ORDER BY d.at DESC LIMIT 1))`;

/** Names are those of now; deleted people keep the one they had. */
const columns = `e.id, e.at, e.at::text AS position, e.action, e.actor_kind, e.actor_id, e.target_kind, e.target_id,
  e.ip, e.user_agent, e.request_id, e.change, e.personal_change, ${nameOf('e.actor_id')} AS actor_name,
  CASE e.target_kind
    WHEN 'user' THEN ${nameOf('e.target_id')}
    WHEN 'team' THEN ${nameIn('teams', 'team')}
    WHEN 'mailbox' THEN ${nameIn('mailboxes', 'mailbox')}
    WHEN 'account' THEN (SELECT a.name FROM accounts a WHERE a.id = e.target_id) END AS target_name`;

const newestFirst = 'e.at DESC, e.id DESC';

export interface EntryStatement {
  text: string;
  values: unknown[];
}

function conditionsOf(accountId: string, filters: AuditConditions): { texts: string[]; values: unknown[] } {
  const [texts, values] = [['e.account_id = $1'], [accountId] as unknown[]];
  const add = (text: (placeholder: string) => string, value: unknown): void => {
    if (value === undefined) return;
    values.push(value);
    texts.push(text(`$${values.length}`));
  };
  add((actor) => `e.actor_id = ${actor}`, filters.actorId);
  add((target) => `e.target_id = ${target}`, filters.targetId);
  add((action) => `e.action = ${action}`, filters.action);
  add((from) => `e.at >= ${from}::timestamptz`, filters.from);
  add((to) => `e.at < ${to}::timestamptz`, filters.to);
  return { texts, values };
}

function afterPosition(values: unknown[], after: Position | undefined): string {
  if (after === undefined) return 'true';
  values.push(after.key, after.id);
  return `(e.at, e.id) < ($${values.length - 1}::timestamptz, $${values.length}::uuid)`;
}

/** A page of the log: cut first, then names for its rows alone. */
export function logStatement(
  accountId: string,
  filters: AuditConditions,
  page: { limit: number; after: Position | undefined },
): EntryStatement {
  const { texts, values } = conditionsOf(accountId, filters);
  texts.push(afterPosition(values, page.after));
  values.push(page.limit);
  const rows = `SELECT e.* FROM audit_entries e WHERE ${texts.join(' AND ')} ORDER BY ${newestFirst} LIMIT $${values.length}`;
  return { text: `SELECT ${columns} FROM (${rows}) e ORDER BY ${newestFirst}`, values };
}

/** At most one more than `limit`. */
export function logCountStatement(accountId: string, filters: AuditConditions, limit: number): EntryStatement {
  const { texts, values } = conditionsOf(accountId, filters);
  values.push(limit + 1);
  const rows = `SELECT FROM audit_entries e WHERE ${texts.join(' AND ')} LIMIT $${values.length}`;
  return { text: `SELECT count(*)::int AS total FROM (${rows}) counted`, values };
}

/** What is about somebody and what is by them, each from its own index. */
export function activityStatement(
  accountId: string,
  userId: string,
  page: { limit: number; after: Position | undefined },
): EntryStatement {
  const values: unknown[] = [accountId, userId];
  const position = afterPosition(values, page.after);
  values.push(page.limit);
  const limit = `$${values.length}`;
  const some = (column: string): string => `(SELECT e.id, e.at FROM audit_entries e
    WHERE e.account_id = $1 AND e.${column} = $2 AND ${position} ORDER BY ${newestFirst} LIMIT ${limit})`;
  const ids = `SELECT e.id FROM (${some('actor_id')} UNION ${some('target_id')}) e ORDER BY ${newestFirst} LIMIT ${limit}`;
  const text = `SELECT ${columns} FROM audit_entries e WHERE e.account_id = $1 AND e.id IN (${ids})
    ORDER BY ${newestFirst}`;
  return { text, values };
}
