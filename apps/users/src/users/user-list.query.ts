import { createHash } from 'node:crypto';
import type { Position } from '../lists/cursor.js';
import { userColumns } from './user-columns.js';
import { conditionsOf, type Conditions, type Place, type UserFilters } from './user-filters.js';

export interface Statement {
  text: string;
  values: unknown[];
  /**
   * Stable for the same text, so that it is prepared once per connection. Only where the text alone decides how it is
   * read: where the values do (few have this role, most have that one), it is planned for them each time.
   */
  name: string | undefined;
}

const sortKeys = {
  name: { expression: 'u.sort_name COLLATE "C"', type: 'text' },
  createdAt: { expression: 'u.created_at', type: 'timestamptz' },
  lastActiveAt: { expression: "coalesce(u.last_active_at, '-infinity'::timestamptz)", type: 'timestamptz' },
} as const;

function named(text: string, values: unknown[], settled: boolean): Statement {
  const name = `users-${createHash('sha1').update(text).digest('base64url').slice(0, 20)}`;
  return { text, values, name: settled ? name : undefined };
}

function sortOf(filters: UserFilters) {
  const descending = filters.sort.startsWith('-');
  const field = filters.sort.replace('-', '') as keyof typeof sortKeys;
  return { ...sortKeys[field], field, direction: descending ? 'DESC' : 'ASC', comparison: descending ? '<' : '>' };
}

/**
 * Where people are looked for: a view that fences by account without the barrier of row-level security, behind which
 * no index may serve LIKE and every estimate is off.
 */
const source = 'users_of_account u';
const listed = 'u.account_id = $1 AND u.deleted_at IS NULL';
/** The same people in such words that only the index of the search has them. */
const searchSource = 'users_to_search u';

function isSearchOnly({ role, state, alert, teamId, mailboxId, twoFactor }: UserFilters): boolean {
  return [role, state, alert, teamId, mailboxId, twoFactor].every((filter) => filter === undefined);
}

function isUnfiltered(filters: UserFilters): boolean {
  return filters.q === undefined && isSearchOnly(filters);
}

/** True when no index has the people who pass the filters in the order of the list. */
function isUnordered({ q, teamId, mailboxId, alert }: UserFilters): boolean {
  return q !== undefined || teamId !== undefined || mailboxId !== undefined || alert === 'inactive';
}

/** True when one index has those who pass in the order of the list, whatever the values are. */
function isOrderedByOne(filters: UserFilters): boolean {
  const { role, state, alert, twoFactor } = filters;
  const [only, ...more] = [role, state, alert, twoFactor].filter((filter) => filter !== undefined);
  if (only === undefined) return true;
  return more.length === 0 && sortOf(filters).field === 'name' && state !== 'invited' && state !== 'invite_expired';
}

// A limit that the planner cannot see is taken for a tenth of the account, and read by going through all of it. So it
// stands in the text, in few sizes, because each makes a statement of its own.
const pageRows = [11, 26, 51, 101];

/** How many rows are read for a page: at least one more than it shows. */
function rowsFor(limit: number): number {
  return pageRows.find((rows) => rows > limit) ?? limit + 1;
}

/** So many people of the sorted list are looked at before those who match are gathered and sorted instead. */
const walkedAtMost = 1_000;
/** So many members of a place are gathered at once. */
const fewMembers = 1_000;
/** Among more members than these a page is found sooner by going on along the list. */
const gatheredAtMost = 7_000;

interface Page {
  filters: UserFilters;
  /** After which row, as a condition. */
  position: string;
  /** Whom the list shows, asked of each person. */
  conditions: Conditions;
  place: Place | undefined;
  /** Of the order. */
  key: string;
  order: string;
  limit: number;
}

/** The people whose ids are in `s`, one by one: a join might read the whole account to find them. */
const eachOne = `CROSS JOIN LATERAL (SELECT r.* FROM users_of_account r
      WHERE r.account_id = $1 AND r.id = s.id AND r.deleted_at IS NULL OFFSET 0) u`;

/** Who of the sorted list `from` is to be shown; stops as soon as it has a page. */
function passing({ conditions, place, limit }: Page, from: string): string {
  const members = place === undefined ? from : `(SELECT s.* FROM ${from} s WHERE ${place.has('s.id')} OFFSET 0)`;
  const rows = conditions.isEmpty ? `${members} s` : `${members} s ${eachOne} WHERE ${conditions.text}`;
  return `SELECT s.id, s.sort_value FROM ${rows} LIMIT ${limit}`;
}

/** The beginning of the sorted list, from an index that has its order, and who of it is to be shown. */
function walking(page: Page, gate = 'true'): string {
  const { filters, position, conditions, key, order, limit } = page;
  // The index of the names has the text that is searched, too.
  const covered = isSearchOnly(filters) && sortOf(filters).field === 'name';
  const walked = covered
    ? `SELECT u.id, u.sort_value FROM stretch u WHERE ${conditions.text} LIMIT ${limit}`
    : passing(page, 'stretch');
  return `stretch AS MATERIALIZED (
      SELECT u.id, ${key} AS sort_value${covered ? ', u.search_text' : ''} FROM ${source}
      WHERE ${gate} AND ${listed} AND ${position} ORDER BY ${order} LIMIT ${walkedAtMost}),
    walked AS MATERIALIZED (${walked}),
    enough AS MATERIALIZED (SELECT ${gate} AND ((SELECT count(*) FROM walked) >= ${limit}
      OR (SELECT count(*) FROM stretch) < ${walkedAtMost}) AS yes)`;
}

/** Walks; when that is not enough, gathers everybody who matches. */
function walkedOrGathered(page: Page): string {
  const { filters, position, conditions, place, key } = page;
  const from = filters.q === undefined ? `${source} WHERE ${listed}` : `${searchSource} WHERE u.deleted_at IS NULL`;
  const member = place === undefined ? 'true' : place.has('u.id');
  return `${walking(page)},
    gathered AS MATERIALIZED (SELECT u.id, ${key} AS sort_value FROM ${from}
      AND ${conditions.text} AND ${member} AND ${position})`;
}

/** Gathers the members of a place when they are few; else walks. Then gathers again, or, when they are many, walks on. */
function ofPlace(page: Page, { members }: Place): string {
  const { position, conditions, key, order } = page;
  const crowded = '(SELECT yes FROM crowd)';
  const along = `(SELECT u.id, ${key} AS sort_value FROM ${source}
    WHERE (SELECT yes FROM many) AND ${listed} AND ${position} ORDER BY ${order} OFFSET 0)`;
  return `few AS MATERIALIZED (SELECT user_id AS id FROM (${members}) m LIMIT ${fewMembers + 1}),
    crowd AS MATERIALIZED (SELECT (SELECT count(*) FROM few) > ${fewMembers} AS yes),
    ${walking(page, crowded)},
    members AS MATERIALIZED (SELECT id FROM few WHERE NOT ${crowded} UNION ALL (
      SELECT user_id FROM (${members}) m WHERE ${crowded} AND NOT (SELECT yes FROM enough) LIMIT ${gatheredAtMost + 1})),
    many AS MATERIALIZED (SELECT (SELECT count(*) FROM members) > ${gatheredAtMost} AS yes),
    gathered AS MATERIALIZED (
      SELECT u.id, ${key} AS sort_value FROM (SELECT DISTINCT id FROM members WHERE NOT (SELECT yes FROM many)) s ${eachOne}
      WHERE ${conditions.text} AND ${position}
      UNION ALL (${passing(page, along)}))`;
}

/**
 * The ids of a page when no index serves filter and order together. What many pass is soon found by walking along the
 * order; what few pass is gathered by its own index and sorted. Which of both it is shows on the way, so that neither
 * a wrong estimate nor an unlucky order makes anybody read the whole account.
 */
function boundedPage(page: Page): string {
  const { filters, place, key, order, limit } = page;
  const byKey = order.replaceAll(key, 'p.sort_value').replaceAll('u.id', 'p.id');
  const parts = place !== undefined && filters.q === undefined ? ofPlace(page, place) : walkedOrGathered(page);
  return `WITH ${parts}
    SELECT p.id, p.sort_value::text AS sort_key FROM (
      SELECT id, sort_value FROM walked WHERE (SELECT yes FROM enough)
      UNION ALL SELECT id, sort_value FROM gathered WHERE NOT (SELECT yes FROM enough)) p
    ORDER BY ${byKey} LIMIT ${limit}`;
}

function orderedPage({ position, conditions, key, order, limit }: Page): string {
  return `SELECT u.id, (${key})::text AS sort_key FROM ${source}
    WHERE ${listed} AND ${conditions.text} AND ${position} ORDER BY ${order} LIMIT ${limit}`;
}

/** One statement for a page, whatever it holds: more than `limit` rows after the position, when there are so many. */
export function listStatement(accountId: string, filters: UserFilters, after: Position | undefined): Statement {
  const { conditions, place } = conditionsOf(accountId, filters);
  const { expression: key, type, direction, comparison } = sortOf(filters);
  let position = 'true';
  if (after !== undefined) {
    const [value, id] = [conditions.bind(after.key), conditions.bind(after.id)];
    position = `(${key}, u.id) ${comparison} (${value}::${type}, ${id}::uuid)`;
  }
  const order = `${key} ${direction}, u.id ${direction}`;
  const shape = { filters, position, conditions, place, key, order, limit: rowsFor(filters.limit) };
  const page = isUnordered(filters) ? boundedPage(shape) : orderedPage(shape);
  // The page is cut first; everything else is read for its rows alone, one by one: a join might read the whole account
  // to find them, because a prepared statement takes every account for one of middling size.
  const text = `SELECT ${userColumns}, page.sort_key FROM (${page}) page
    CROSS JOIN LATERAL (SELECT * FROM users r WHERE r.account_id = $1 AND r.id = page.id OFFSET 0) u ORDER BY ${order}`;
  const settled = filters.q !== undefined || place !== undefined || isOrderedByOne(filters);
  return named(text, conditions.values, settled);
}

/** Counting ends here: what it costs must not grow with the account. */
export const countedUpTo = 10_000;

/** How many there are with these filters on all pages, at most one more than {@link countedUpTo}. */
export function countStatement(accountId: string, filters: UserFilters): Statement {
  const { conditions, place } = conditionsOf(accountId, filters);
  // Who is counted comes in no order: the members of a place are read as such.
  const member = place === undefined ? 'true' : `u.id IN (SELECT user_id FROM (${place.members}) m)`;
  const text = `SELECT count(*)::int AS total FROM (SELECT FROM ${source} WHERE ${listed}
    AND ${conditions.text} AND ${member} LIMIT ${countedUpTo + 1}) counted`;
  return named(text, conditions.values, isUnfiltered(filters));
}
