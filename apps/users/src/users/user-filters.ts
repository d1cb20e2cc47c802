import type { z } from 'zod';
import type { ListUsersQuery } from '#contracts';
import { teamsCount } from '../policy/plan-conditions.js';
import { requireFeature, type Deciding } from '../policy/user.policy.js';
import { fold, isUnspaced, separated } from './names.js';
import { alertConditions, stateConditions, type ListCondition } from './user-columns.js';

export type UserFilters = z.infer<typeof ListUsersQuery>;

/** The people of a team are asked for where there are teams. @throws AppError `plan_required` */
export function requireFilterable({ plan }: Pick<Deciding, 'plan'>, { teamId }: Pick<UserFilters, 'teamId'>): void {
  if (teamId !== undefined) requireFeature(plan, 'teams');
}

/** What a list asks of each person `u`, with its parameters. `$1` is the account. */
export class Conditions {
  readonly values: unknown[] = [];
  /** About the text that is searched. */
  readonly search: string[] = [];
  /** Those that an index in the order of the names has. */
  readonly indexed: string[] = [];
  /** About everything else. */
  readonly others: string[] = [];

  constructor(accountId: string) {
    this.values.push(accountId);
  }

  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get all(): string[] {
    return [...this.search, ...this.indexed, ...this.others];
  }
}

/** All of them as one condition. */
export function allOf(conditions: readonly string[]): string {
  return conditions.length === 0 ? 'true' : conditions.join(' AND ');
}

/**
 * One pattern for each word that is looked for: anywhere in the text, but of one or two characters only where a word
 * begins. Shorter ones have no trigrams of their own; together with the blank before them they do. Where words are not
 * set apart, each character begins one.
 */
export function searchPatterns(text: string): string[] {
  const words = new Set(fold(text).split(' '));
  words.delete('');
  return [...words].map((word) => {
    const begins = isUnspaced(Array.from(word)[0] ?? '') || (Array.from(word).length < 3 && !isUnspaced(word));
    return `%${begins ? ' ' : ''}${separated(word).replace(/[\\%_]/g, '\\$&')}%`;
  });
}

/** A team or mailbox whose people are asked for. */
export interface Place {
  /** Whether the person of an id belongs to it, as a condition. */
  has(id: string): string;
  /** Who belongs to it, as a statement with `user_id`; some may be there twice. */
  members: string;
}

// `OFFSET 0` has it asked of one person at a time; hashed, it would read all members of the place.
const oneByOne = 'OFFSET 0';

// Only the first thousands of them are read: whole tables would be read for those, were they not wanted in an order.
const byIndex = (table: string): string => `ORDER BY ${table}.user_id OFFSET 0`;

function teamPlace(team: string): Place {
  return {
    has: (id) => `EXISTS (SELECT FROM team_members tm
      WHERE tm.account_id = $1 AND tm.user_id = ${id} AND tm.team_id = ${team} ${oneByOne})`,
    members: `SELECT tm.user_id FROM team_members tm WHERE tm.account_id = $1 AND tm.team_id = ${team}
      ${byIndex('tm')}`,
  };
}

/** Effective access: by ownership, grant or, as long as the plan has them, team. */
function mailboxPlace(mailbox: string): Place {
  const owner = `SELECT o.id AS user_id FROM users o WHERE o.account_id = $1 AND o.role = 'owner' AND o.deleted_at IS NULL
    AND EXISTS (SELECT FROM mailboxes m WHERE m.account_id = $1 AND m.id = ${mailbox})`;
  return {
    has: (id) => `(EXISTS (SELECT FROM mailbox_grants g
        WHERE g.account_id = $1 AND g.user_id = ${id} AND g.mailbox_id = ${mailbox} ${oneByOne})
      OR EXISTS (SELECT FROM team_members tm
        JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
        WHERE tm.account_id = $1 AND tm.user_id = ${id} AND t.mailbox_id = ${mailbox} AND ${teamsCount} ${oneByOne})
      OR ${id} = (${owner}))`,
    members: `${owner}
      UNION ALL (SELECT g.user_id FROM mailbox_grants g WHERE g.account_id = $1 AND g.mailbox_id = ${mailbox}
        ${byIndex('g')})
      UNION ALL SELECT m.user_id FROM team_mailbox_grants t CROSS JOIN LATERAL (
        SELECT tm.user_id FROM team_members tm WHERE tm.account_id = $1 AND tm.team_id = t.team_id ${byIndex('tm')}) m
        WHERE t.account_id = $1 AND t.mailbox_id = ${mailbox} AND ${teamsCount}`,
  };
}

function placeOf({ teamId, mailboxId }: UserFilters, conditions: Conditions): Place | undefined {
  const mailbox = mailboxId === undefined ? undefined : mailboxPlace(conditions.bind(mailboxId));
  if (teamId === undefined) return mailbox;
  if (mailbox !== undefined) conditions.others.push(mailbox.has('u.id'));
  return teamPlace(conditions.bind(teamId));
}

function addParts({ indexed, others }: Conditions, { inIndex, other }: ListCondition): void {
  if (inIndex !== undefined) indexed.push(inIndex);
  if (other !== undefined) others.push(`(${other})`);
}

/** @returns the conditions as they are asked of each person `u`, and the place whose people are asked for besides */
export function conditionsOf(
  accountId: string,
  filters: UserFilters,
): { conditions: Conditions; place: Place | undefined } {
  const conditions = new Conditions(accountId);
  const { search, indexed } = conditions;
  const patterns = searchPatterns(filters.q ?? '');
  for (const pattern of patterns) search.push(`(' ' || u.search_text) LIKE ${conditions.bind(pattern)}`);
  // Accents alone are looked for, and nobody is called that.
  if (filters.q !== undefined && patterns.length === 0) search.push('false');
  if (filters.role !== undefined) indexed.push(`u.role = ${conditions.bind(filters.role)}`);
  if (filters.state !== undefined) addParts(conditions, stateConditions[filters.state]);
  if (filters.alert !== undefined) addParts(conditions, alertConditions[filters.alert]);
  if (filters.twoFactor !== undefined) indexed.push(`u.two_factor_enabled = ${conditions.bind(filters.twoFactor)}`);
  return { conditions, place: placeOf(filters, conditions) };
}
