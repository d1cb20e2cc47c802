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

/** Collects conditions with their parameters. `$1` is the account. */
class Conditions {
  readonly values: unknown[] = [];
  private readonly texts: string[] = [];

  constructor(accountId: string) {
    this.values.push(accountId);
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
    return this.texts.length === 0 ? 'true' : this.texts.join(' AND ');
  }
}

const maxWords = 8;

/**
 * One pattern for each word that is looked for: anywhere in the text, but of one or two characters only where a word
 * begins. Shorter ones have no trigrams of their own; together with the blank before them they do.
 */
export function searchPatterns(text: string): string[] {
  const words = fold(text)
    .split(' ')
    .filter((word) => word !== '');
  return words.slice(0, maxWords).map((word) => {
    const escaped = word.replace(/[\\%_]/g, '\\$&');
    return Array.from(word).length < 3 ? `% ${escaped}%` : `%${escaped}%`;
  });
}

function onTeam(team: string): string {
  return `EXISTS (SELECT FROM team_members tm
    WHERE tm.account_id = $1 AND tm.user_id = u.id AND tm.team_id = ${team})`;
}

/** Effective access, asked of one person: for lists that are walked through. */
function ableOne(mailbox: string): string {
  return `(u.role = 'owner' AND EXISTS (SELECT FROM mailboxes m WHERE m.account_id = $1 AND m.id = ${mailbox})
    OR EXISTS (SELECT FROM mailbox_grants g
      WHERE g.account_id = $1 AND g.user_id = u.id AND g.mailbox_id = ${mailbox})
    OR EXISTS (SELECT FROM team_members tm
      JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
      WHERE tm.account_id = $1 AND tm.user_id = u.id AND t.mailbox_id = ${mailbox}))`;
}

/** The same as a list of people: for filters that only a few pass. */
function ableAll(mailbox: string): string {
  return `u.id IN (
    SELECT g.user_id FROM mailbox_grants g WHERE g.account_id = $1 AND g.mailbox_id = ${mailbox}
    UNION SELECT tm.user_id FROM team_members tm
      JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
      WHERE tm.account_id = $1 AND t.mailbox_id = ${mailbox}
    UNION SELECT o.id FROM users o WHERE o.account_id = $1 AND o.role = 'owner' AND o.deleted_at IS NULL
      AND EXISTS (SELECT FROM mailboxes m WHERE m.account_id = $1 AND m.id = ${mailbox}))`;
}

/** @returns the conditions as they are asked of each person who is walked by; `gathering` replaces some of them */
function conditionsOf(accountId: string, filters: UserFilters): { conditions: Conditions; gathering: Replacement[] } {
  const conditions = new Conditions(accountId);
  const gathering: Replacement[] = [];
  for (const pattern of searchPatterns(filters.q ?? '')) {
    conditions.add((text) => `(' ' || u.search_text) LIKE ${text}`, pattern);
  }
  if (filters.role !== undefined) conditions.add((role) => `u.role = ${role}`, filters.role);
  if (filters.state !== undefined) conditions.fixed(`(${stateConditions[filters.state]})`);
  if (filters.alert !== undefined) conditions.fixed(`(${alertSql[filters.alert]})`);
  if (filters.twoFactor !== undefined) {
    conditions.add((enabled) => `u.two_factor_enabled = ${enabled}`, filters.twoFactor);
  }
  if (filters.teamId !== undefined) conditions.add(onTeam, filters.teamId);
  if (filters.mailboxId !== undefined) {
    const mailbox = conditions.bind(filters.mailboxId);
    conditions.fixed(ableOne(mailbox));
    gathering.push({ walked: ableOne(mailbox), gathered: ableAll(mailbox) });
  }
  return { conditions, gathering };
}

interface Replacement {
  walked: string;
  gathered: string;
}

function named(text: string, values: unknown[], filters: UserFilters): Statement {
  const filtered = filters.q !== undefined || !isSearchOnly(filters);
  const name = `users-${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`;
  return { text, values, name: filtered ? undefined : name };
}

function sortOf(filters: UserFilters) {
  const descending = filters.sort.startsWith('-');
  const field = filters.sort.replace('-', '') as keyof typeof sortKeys;
  return { ...sortKeys[field], direction: descending ? 'DESC' : 'ASC', comparison: descending ? '<' : '>' };
}

/**
 * Where people are looked for: a view that fences by account without the barrier of row-level security, behind which
 * no index may serve LIKE and every estimate is off.
 */
const source = 'users_of_account u';
const listed = 'u.account_id = $1 AND u.deleted_at IS NULL';

/** With nothing but these the index of the names answers alone. */
const searched = 'u.id, u.search_text';

function isSearchOnly({ role, state, alert, teamId, mailboxId, twoFactor }: UserFilters): boolean {
  return [role, state, alert, teamId, mailboxId, twoFactor].every((filter) => filter === undefined);
}

/** True when no index has the people who pass the filters in the order of the list. */
function isUnordered({ q, teamId, mailboxId, alert }: UserFilters): boolean {
  return q !== undefined || teamId !== undefined || mailboxId !== undefined || alert === 'inactive';
}

// A limit that the planner cannot see is taken for a tenth of the account, and read by going through all of it. So it
// stands in the text, in few sizes, because each makes a statement of its own.
const pageRows = [11, 26, 51, 101];

/** How many rows are read for a page: at least one more than it shows. */
function rowsFor(limit: number): number {
  return pageRows.find((rows) => rows > limit) ?? limit + 1;
}

/** So many rows of the sorted list are looked through before all matches are gathered and sorted instead. */
const walkedAtMost = 1_000;

/**
 * The ids of a page when no index serves filter and order together. What many pass is soon found by walking along the
 * order; what few pass is gathered by its own index and sorted. Which of both it is shows on the way, so that neither
 * a wrong estimate nor an unlucky order makes anybody read the whole account.
 */
function boundedPage(options: {
  columns: string;
  position: string;
  walked: string;
  gathered: string;
  key: string;
  order: string;
  limit: number;
}): string {
  const { columns, position, walked, gathered, key, order, limit } = options;
  const byKey = order.replaceAll(key, 'p.sort_value').replaceAll('u.id', 'p.id');
  return `WITH stretch AS MATERIALIZED (
      SELECT ${columns}, ${key} AS sort_value FROM ${source} WHERE ${listed} AND ${position}
      ORDER BY ${order} LIMIT ${walkedAtMost}),
    walked AS MATERIALIZED (SELECT u.id, u.sort_value FROM stretch u WHERE ${walked} LIMIT ${limit}),
    enough AS MATERIALIZED (SELECT (SELECT count(*) FROM walked) >= ${limit}
      OR (SELECT count(*) FROM stretch) < ${walkedAtMost} AS yes),
    gathered AS MATERIALIZED (SELECT u.id, ${key} AS sort_value FROM ${source} WHERE ${listed} AND ${gathered} AND ${position})
    SELECT p.id, p.sort_value::text AS sort_key FROM (
      SELECT * FROM walked WHERE (SELECT yes FROM enough)
      UNION ALL SELECT * FROM gathered WHERE NOT (SELECT yes FROM enough)) p
    ORDER BY ${byKey} LIMIT ${limit}`;
}

/** One statement for a page, whatever it holds: more than `limit` rows after the position, when there are so many. */
export function listStatement(accountId: string, filters: UserFilters, after: Position | undefined): Statement {
  const { conditions, gathering } = conditionsOf(accountId, filters);
  const sort = sortOf(filters);
  const walked = conditions.text;
  const gathered = gathering.reduce((text, part) => text.replace(part.walked, () => part.gathered), walked);
  let position = 'true';
  if (after !== undefined) {
    const [key, id] = [conditions.bind(after.key), conditions.bind(after.id)];
    position = `(${sort.expression}, u.id) ${sort.comparison} (${key}::${sort.type}, ${id}::uuid)`;
  }
  const limit = rowsFor(filters.limit);
  const order = `${sort.expression} ${sort.direction}, u.id ${sort.direction}`;
  const columns = isSearchOnly(filters) ? searched : 'u.*';
  const page = isUnordered(filters)
    ? boundedPage({ columns, position, walked, gathered, key: sort.expression, order, limit })
    : `SELECT u.id, (${sort.expression})::text AS sort_key FROM ${source}
        WHERE ${listed} AND ${walked} AND ${position} ORDER BY ${order} LIMIT ${limit}`;
  // The page is cut first; everything else is read for its rows alone, one by one: a join might read the whole account
  // to find them, because a prepared statement takes every account for one of middling size.
  const text = `SELECT ${userColumns}, page.sort_key FROM (${page}) page
    CROSS JOIN LATERAL (SELECT * FROM users r WHERE r.account_id = $1 AND r.id = page.id OFFSET 0) u ORDER BY ${order}`;
  return named(text, conditions.values, filters);
}

/** Counting ends here: what it costs must not grow with the account. */
export const countedUpTo = 10_000;

/** How many there are with these filters on all pages, at most one more than {@link countedUpTo}. */
export function countStatement(accountId: string, filters: UserFilters): Statement {
  const { conditions } = conditionsOf(accountId, filters);
  const text = `SELECT count(*)::int AS total FROM (SELECT FROM ${source} WHERE ${listed}
    AND ${conditions.text} LIMIT ${countedUpTo + 1}) counted`;
  return named(text, conditions.values, filters);
}
