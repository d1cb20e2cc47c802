import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ListUsersQuery } from '#contracts';
import type { Position } from '../lists/cursor.js';
import { fold } from './names.js';
import { alertSql, stateConditions, userColumns } from './user-columns.js';

export type UserFilters = z.infer<typeof ListUsersQuery>;

export interface Statement {
  text: string;
  values: unknown[];
  /**
   * Stable for the same text, so that it is prepared once per connection. Filtered lists have none: how to read them
   * depends on the values, and a prepared statement may settle on one plan for all.
   */
  name: string | undefined;
}

const sortKeys = {
  name: { expression: 'u.sort_name COLLATE "C"', type: 'text' },
  createdAt: { expression: 'u.created_at', type: 'timestamptz' },
  lastActiveAt: { expression: "coalesce(u.last_active_at, '-infinity'::timestamptz)", type: 'timestamptz' },
} as const;

/** Collects conditions with their parameters. */
class Conditions {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  constructor(accountId: string) {
    this.add((account) => `u.account_id = ${account}`, accountId);
    this.texts.push('u.deleted_at IS NULL');
  }

  add(text: (placeholder: string) => string, value: unknown): void {
    this.texts.push(text(this.bind(value)));
  }

  fixed(text: string): void {
    this.texts.push(text);
  }

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get text(): string {
    return this.texts.join(' AND ');
  }
}

const maxWords = 8;

/**
 * One pattern for each word that is looked for: anywhere in the text, but of one or two characters only where a word
 * begins. Shorter ones have no trigrams of their own; together with the blank before them they do.
 */
export function searchPatterns(text: string): string[] {
  const words = fold(text).split(' ').filter((word) => word !== '');
  return words.slice(0, maxWords).map((word) => {
    const escaped = word.replace(/[\\%_]/g, '\\$&');
    return Array.from(word).length < 3 ? `% ${escaped}%` : `%${escaped}%`;
  });
}

function addPlaces(conditions: Conditions, filters: UserFilters): void {
  if (filters.teamId !== undefined) {
    conditions.add(
      (team) =>
        `EXISTS (SELECT FROM team_members tm WHERE tm.account_id = u.account_id AND tm.user_id = u.id AND tm.team_id = ${team})`,
      filters.teamId,
    );
  }
  if (filters.mailboxId === undefined) return;
  // One list of people from three sources, so that the planner may begin with it when it is short.
  conditions.add(
    (mailbox) => `EXISTS (SELECT FROM (
      SELECT g.user_id FROM mailbox_grants g WHERE g.account_id = $1 AND g.mailbox_id = ${mailbox}
      UNION ALL SELECT tm.user_id FROM team_members tm
        WHERE tm.account_id = $1 AND tm.team_id = ANY (ARRAY(
          SELECT t.team_id FROM team_mailbox_grants t WHERE t.account_id = $1 AND t.mailbox_id = ${mailbox}))
      UNION ALL SELECT o.id FROM users o
        WHERE o.account_id = $1 AND o.role = 'owner' AND o.deleted_at IS NULL
          AND EXISTS (SELECT FROM mailboxes m WHERE m.account_id = $1 AND m.id = ${mailbox})
      ) able WHERE able.user_id = u.id)`,
    filters.mailboxId,
  );
}

function conditionsOf(accountId: string, filters: UserFilters): Conditions {
  const conditions = new Conditions(accountId);
  for (const pattern of searchPatterns(filters.q ?? '')) {
    conditions.add((text) => `(' ' || u.search_text) LIKE ${text}`, pattern);
  }
  if (filters.role !== undefined) conditions.add((role) => `u.role = ${role}`, filters.role);
  if (filters.state !== undefined) conditions.fixed(`(${stateConditions[filters.state]})`);
  if (filters.alert !== undefined) conditions.fixed(`(${alertSql[filters.alert]})`);
  if (filters.twoFactor !== undefined) {
    conditions.add((enabled) => `u.two_factor_enabled = ${enabled}`, filters.twoFactor);
  }
  addPlaces(conditions, filters);
  return conditions;
}

function named(text: string, values: unknown[], filters: UserFilters): Statement {
  const { limit, sort, cursor, total, ...narrowing } = filters;
  const filtered = Object.values(narrowing).some((value) => value !== undefined);
  const name = `users-${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`;
  return { text, values, name: filtered ? undefined : name };
}

function sortOf(filters: UserFilters) {
  const descending = filters.sort.startsWith('-');
  const field = filters.sort.replace('-', '') as keyof typeof sortKeys;
  return { ...sortKeys[field], direction: descending ? 'DESC' : 'ASC', comparison: descending ? '<' : '>' };
}

/** Where people are looked for: the view lets indexes serve LIKE, which row-level security does not. */
function sourceOf(filters: UserFilters): string {
  return filters.q === undefined ? 'users u' : 'searchable_users u';
}

/** One statement for a page, whatever it holds: `limit + 1` rows after the position. */
export function listStatement(accountId: string, filters: UserFilters, after: Position | undefined): Statement {
  const conditions = conditionsOf(accountId, filters);
  const sort = sortOf(filters);
  if (after !== undefined) {
    const key = conditions.bind(after.key);
    const id = conditions.bind(after.id);
    conditions.fixed(`(${sort.expression}, u.id) ${sort.comparison} (${key}::${sort.type}, ${id}::uuid)`);
  }
  const limit = conditions.bind(filters.limit + 1);
  const order = `${sort.expression} ${sort.direction}, u.id ${sort.direction}`;
  // The page is cut first; everything else is read for its rows alone.
  const page = `SELECT u.id, (${sort.expression})::text AS sort_key FROM ${sourceOf(filters)}
    WHERE ${conditions.text} ORDER BY ${order} LIMIT ${limit}`;
  const text = `SELECT ${userColumns}, page.sort_key FROM (${page}) page
    JOIN users u ON u.account_id = $1 AND u.id = page.id ORDER BY ${order}`;
  return named(text, conditions.values, filters);
}

/** Counting ends here: what it costs must not grow with the account. */
export const countedUpTo = 10_000;

/** How many there are with these filters on all pages, at most one more than {@link countedUpTo}. */
export function countStatement(accountId: string, filters: UserFilters): Statement {
  const conditions = conditionsOf(accountId, filters);
  const text = `SELECT count(*)::int AS total FROM (SELECT FROM ${sourceOf(filters)} WHERE ${conditions.text}
    LIMIT ${countedUpTo + 1}) counted`;
  return named(text, conditions.values, filters);
}
