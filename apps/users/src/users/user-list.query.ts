import { createHash } from 'node:crypto';
import type { Position } from '../lists/cursor.js';
import { allOf, conditionsOf, searchPatterns, type Conditions, type Place, type UserFilters } from './user-filters.js';
import { alertConditions, listColumns, stateConditions } from './user-columns.js';

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
/**
 * The same people by a view that names the account as no index has it but that of the search: a statement that is
 * prepared takes every account for a small one, and would go through all of it where few are looked for.
 */
const directSource = 'users_by_id_or_search';

function isSearchOnly({ role, state, alert, teamId, mailboxId, twoFactor }: UserFilters): boolean {
  return [role, state, alert, teamId, mailboxId, twoFactor].every((filter) => filter === undefined);
}

function isUnfiltered(filters: UserFilters): boolean {
  return filters.q === undefined && isSearchOnly(filters);
}

/** True when something is asked that no index has in an order: it depends on the time, or on what is not in the row. */
function isUnordered({ q, teamId, mailboxId, state, alert }: UserFilters): boolean {
  const conditions = [state && stateConditions[state], alert && alertConditions[alert]];
  const isOpen = conditions.some((condition) => condition !== undefined && 'other' in condition);
  return q !== undefined || teamId !== undefined || mailboxId !== undefined || isOpen;
}

/** True when one index has what is asked of the people, apart from all that no index has, in the order of the list. */
function isOrderedByOne(filters: UserFilters): boolean {
  const { role, state, alert, twoFactor } = filters;
  const asked = [role, state, alert, twoFactor].filter((filter) => filter !== undefined);
  return asked.length === 0 || (asked.length === 1 && sortOf(filters).field === 'name');
}

const usualPages = new Set([25, 50]);

/**
 * Whether a list is one of the few that are asked for all the time, and settled by its text. Plans of lists are large and
 * live as long as their connection, so not every mixture of filters may leave one.
 */
function isUsual(filters: UserFilters): boolean {
  if (isUnfiltered(filters)) return true;
  const { q, sort, limit, role, state, alert, twoFactor, teamId, mailboxId } = filters;
  const asked = [q, role, state, alert, twoFactor, teamId, mailboxId].filter((filter) => filter !== undefined);
  if (sort !== 'name' || !usualPages.has(limit) || asked.length > 1) return false;
  if (q !== undefined) return searchPatterns(q).length <= 2;
  return teamId !== undefined || mailboxId !== undefined || !isUnordered(filters);
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
/** Among more people than these a page is found sooner by going on along the list. */
const gatheredAtMost = 3_000;
/** One in 64 people, whom an index of its own has: what a search of all would find shows here at a fraction of its cost. */
const sampled = 'get_byte(uuid_send(u.id), 15) < 4';
const sampledShare = 64;
/** So many of the sample match where twice as many match as are gathered: not to be found out by gathering them. */
const crowdInSample = Math.ceil((2 * gatheredAtMost) / sampledShare);

interface Page {
  filters: UserFilters;
  /** After which row, as a condition. */
  position: string;
  conditions: Conditions;
  place: Place | undefined;
  /** Of the order. */
  key: string;
  order: string;
  limit: number;
}

/** The people whose ids are in `s`, one by one: a join might read the whole account to find them. */
const eachOne = `CROSS JOIN LATERAL (SELECT r.* FROM ${directSource} r WHERE r.id = s.id AND r.deleted_at IS NULL OFFSET 0) u`;

/** The sorted list, from an index that has its order; of one filter that has an index only those who pass it. */
function sorted({ filters, position, conditions, place, key, order }: Page, gate: string): Sorted {
  const { search, indexed, others } = conditions;
  // Of a place so few may pass that all of the list would be walked by.
  const filtered = place === undefined && isOrderedByOne(filters) && indexed.length > 0;
  // The index of the names has the text that is searched, too.
  const covered = place === undefined && indexed.length + others.length === 0 && sortOf(filters).field === 'name';
  const own = filtered ? allOf(indexed) : 'true';
  const text = `SELECT u.id, ${key} AS sort_value${covered ? ', u.search_text' : ''} FROM ${source}
      WHERE ${gate} AND ${listed} AND ${own} AND ${position} ORDER BY ${order}`;
  return { text, covered, left: filtered ? [...search, ...others] : conditions.all };
}

interface Sorted {
  text: string;
  /** True when its rows have everything that is left to be asked. */
  covered: boolean;
  left: readonly string[];
}

/** Who of the rows of `from` is to be shown, in their order; stops as soon as it has a page. */
function passing({ place, limit }: Page, { covered, left }: Sorted, from: string): string {
  if (covered) return `SELECT u.id, u.sort_value FROM ${from} u WHERE ${allOf(left)} LIMIT ${limit}`;
  const members = place === undefined ? from : `(SELECT s.* FROM ${from} s WHERE ${place.has('s.id')} OFFSET 0)`;
  const rows = left.length === 0 ? `${members} s` : `${members} s ${eachOne} WHERE ${allOf(left)}`;
  return `SELECT s.id, s.sort_value FROM ${rows} LIMIT ${limit}`;
}

/** The beginning of the sorted list, and who of it is to be shown. */
function walking(page: Page, gate: string): string {
  const list = sorted(page, gate);
  return `stretch AS MATERIALIZED (${list.text} LIMIT ${walkedAtMost}),
    walked AS MATERIALIZED (${passing(page, list, 'stretch')}),
    enough AS MATERIALIZED (SELECT ${gate} AND ((SELECT count(*) FROM walked) >= ${page.limit}
      OR (SELECT count(*) FROM stretch) < ${walkedAtMost}) AS yes)`;
}

const notEnough = 'NOT (SELECT yes FROM enough)';
const many = '(SELECT yes FROM many)';

/** What was found, when it is not too much; else, along the list, the next ones. */
function foundOrFarther(page: Page, found: string, crowded = 'false'): string {
  const list = sorted(page, many);
  return `many AS MATERIALIZED (SELECT ${crowded} OR (SELECT count(*) FROM found) > ${gatheredAtMost} AS yes),
    gathered AS MATERIALIZED (${found} UNION ALL (${passing(page, list, `(${list.text} OFFSET 0)`)}))`;
}

/** True when more than `matches` of the sample are found by a search, as an expression. */
function inSample({ search }: Conditions, matches: number, gate = 'true'): string {
  return `(SELECT count(*) FROM (SELECT FROM ${directSource} u WHERE ${gate} AND u.deleted_at IS NULL AND ${sampled}
    AND ${allOf(search)} LIMIT ${matches + 1}) sample) > ${matches}`;
}

/**
 * Walks; when that is not enough, gathers those who match by the index of the search; when they are many, walks on. Where
 * walking needs nothing but an index, a crowd is known by the sample: its index alone takes longer than walking far.
 */
function bySearch(page: Page): string {
  const { position, conditions, place, key } = page;
  const member = place === undefined ? 'true' : place.has('u.id');
  const { covered } = sorted(page, 'true');
  const crowded = '(SELECT yes FROM crowd)';
  return `${walking(page, 'true')},
    crowd AS MATERIALIZED (SELECT ${covered ? inSample(conditions, crowdInSample, notEnough) : 'false'} AS yes),
    found AS MATERIALIZED (SELECT u.id, ${key} AS sort_value FROM ${directSource} u WHERE ${notEnough} AND NOT ${crowded}
      AND u.deleted_at IS NULL AND ${allOf(conditions.all)} AND ${member} AND ${position} LIMIT ${gatheredAtMost + 1}),
    ${foundOrFarther(page, `SELECT id, sort_value FROM found WHERE NOT ${many}`, crowded)}`;
}

/** Gathers the members of a place when they are few; else walks. Then gathers again, or, when they are many, walks on. */
function ofPlace(page: Page, { members }: Place): string {
  const { position, conditions, key } = page;
  const crowded = '(SELECT yes FROM crowd)';
  return `few AS MATERIALIZED (SELECT user_id AS id FROM (${members}) m LIMIT ${fewMembers + 1}),
    crowd AS MATERIALIZED (SELECT (SELECT count(*) FROM few) > ${fewMembers} AS yes),
    ${walking(page, crowded)},
    found AS MATERIALIZED (SELECT id FROM few WHERE NOT ${crowded} UNION ALL (
      SELECT user_id FROM (${members}) m WHERE ${crowded} AND ${notEnough} LIMIT ${gatheredAtMost + 1})),
    ${foundOrFarther(
      page,
      `SELECT u.id, ${key} AS sort_value FROM (SELECT DISTINCT id FROM found WHERE NOT ${many}) s ${eachOne}
        WHERE ${allOf(conditions.all)} AND ${position}`,
    )}`;
}

/** Walks; when that is not enough, gathers everybody who matches, by whichever index serves. */
function byFilters(page: Page): string {
  const { position, conditions, key } = page;
  return `${walking(page, 'true')},
    gathered AS MATERIALIZED (SELECT u.id, ${key} AS sort_value FROM ${source}
      WHERE ${notEnough} AND ${listed} AND ${allOf(conditions.all)} AND ${position})`;
}

function partsOf(page: Page): string {
  if (page.filters.q !== undefined) return bySearch(page);
  return page.place === undefined ? byFilters(page) : ofPlace(page, page.place);
}

/**
 * The ids of a page when no index serves filter and order together. What many pass is soon found by walking along the
 * order; what few pass is gathered by its own index and sorted. Which of both it is shows on the way, so that neither
 * a wrong estimate nor an unlucky order makes anybody read the whole account.
 */
function boundedPage(page: Page): string {
  const { key, order, limit } = page;
  const byKey = order.replaceAll(key, 'p.sort_value').replaceAll('u.id', 'p.id');
  return `WITH ${partsOf(page)}
    SELECT p.id, p.sort_value::text AS sort_key FROM (
      SELECT id, sort_value FROM walked WHERE (SELECT yes FROM enough)
      UNION ALL SELECT id, sort_value FROM gathered WHERE ${notEnough}) p
    ORDER BY ${byKey} LIMIT ${limit}`;
}

function orderedPage({ position, conditions, key, order, limit }: Page): string {
  return `SELECT u.id, (${key})::text AS sort_key FROM ${source}
    WHERE ${listed} AND ${allOf(conditions.all)} AND ${position} ORDER BY ${order} LIMIT ${limit}`;
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
  const text = `SELECT ${listColumns}, page.sort_key FROM (${page}) page
    CROSS JOIN LATERAL (SELECT * FROM users r WHERE r.account_id = $1 AND r.id = page.id OFFSET 0) u ORDER BY ${order}`;
  return named(text, conditions.values, isUsual(filters));
}

/** Counting ends here: what it costs must not grow with the account. */
export const countedUpTo = 10_000;
/** With so many in the sample it is more than that: with no more, so many in it are 7 standard deviations away. */
const crowdOfCount = Math.ceil((1.6 * countedUpTo) / sampledShare);

/** How many there are with these filters on all pages, at most one more than {@link countedUpTo}. */
export function countStatement(accountId: string, filters: UserFilters): Statement {
  const { conditions, place } = conditionsOf(accountId, filters);
  // Who is counted comes in no order: the members of a place are read as such.
  const member = place === undefined ? 'true' : `u.id IN (SELECT user_id FROM (${place.members}) m)`;
  const counted = `SELECT count(*)::int FROM (SELECT FROM ${source} WHERE ${listed}
    AND ${allOf(conditions.all)} AND ${member} LIMIT ${countedUpTo + 1}) counted`;
  const isSearch = filters.q !== undefined && isSearchOnly(filters);
  const total = isSearch
    ? `CASE WHEN ${inSample(conditions, crowdOfCount)} THEN ${countedUpTo + 1} ELSE (${counted}) END`
    : `(${counted})`;
  return named(`SELECT ${total} AS total`, conditions.values, isUnfiltered(filters));
}
