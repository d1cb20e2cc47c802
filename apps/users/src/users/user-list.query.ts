import { createHash } from 'node:crypto';
import type { z } from 'zod';
import type { ListUsersQuery } from '#contracts';
import type { Position } from '../lists/cursor.js';
import { fold } from './names.js';
import { alertSql, userColumns, userStateSql } from './user-columns.js';

export type UserFilters = z.infer<typeof ListUsersQuery>;

export interface Statement {
  text: string;
  values: unknown[];
  /** Stable for the same text, so that it is prepared once per connection. */
  name: string;
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

function likePattern(text: string): string {
  return `%${fold(text).replace(/[\\%_]/g, '\\$&')}%`;
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
  conditions.add(
    (
      mailbox,
    ) => `(u.role = 'owner' AND EXISTS (SELECT FROM mailboxes m WHERE m.account_id = u.account_id AND m.id = ${mailbox})
      OR EXISTS (SELECT FROM mailbox_grants g
        WHERE g.account_id = u.account_id AND g.user_id = u.id AND g.mailbox_id = ${mailbox})
      OR EXISTS (SELECT FROM team_members tm
        JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
        WHERE tm.account_id = u.account_id AND tm.user_id = u.id AND t.mailbox_id = ${mailbox}))`,
    filters.mailboxId,
  );
}

function conditionsOf(accountId: string, filters: UserFilters): Conditions {
  const conditions = new Conditions(accountId);
  if (filters.q !== undefined) conditions.add((text) => `u.search_text LIKE ${text}`, likePattern(filters.q));
  if (filters.role !== undefined) conditions.add((role) => `u.role = ${role}`, filters.role);
  if (filters.state !== undefined) conditions.add((state) => `(${userStateSql}) = ${state}`, filters.state);
  if (filters.alert !== undefined) conditions.fixed(`(${alertSql[filters.alert]})`);
  if (filters.twoFactor !== undefined) {
    conditions.add((enabled) => `u.two_factor_enabled = ${enabled}`, filters.twoFactor);
  }
  addPlaces(conditions, filters);
  return conditions;
}

function named(text: string, values: unknown[]): Statement {
  return { text, values, name: `users-${createHash('sha1').update(text).digest('base64url').slice(0, 20)}` };
}

function sortOf(filters: UserFilters) {
  const descending = filters.sort.startsWith('-');
  const field = filters.sort.replace('-', '') as keyof typeof sortKeys;
  return { ...sortKeys[field], direction: descending ? 'DESC' : 'ASC', comparison: descending ? '<' : '>' };
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
  // The page is cut first; teams and mailboxes are read for its rows alone.
  const page = `SELECT u.*, (${sort.expression})::text AS sort_key FROM users u WHERE ${conditions.text} ORDER BY ${order} LIMIT ${limit}`;

  return named(`SELECT ${userColumns}, u.sort_key FROM (${page}) u ORDER BY ${order}`, conditions.values);
}

/** How many there are with these filters, on all pages. */
export function countStatement(accountId: string, filters: UserFilters): Statement {
  const conditions = conditionsOf(accountId, filters);
  return named(`SELECT count(*)::int AS total FROM users u WHERE ${conditions.text}`, conditions.values);
}
