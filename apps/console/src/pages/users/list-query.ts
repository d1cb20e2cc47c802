import type { AlertKind, ListUsersQuery, Role, UserState } from '../../api/types.js';
import { roleWords, stateWords } from '../../parts/user-words.js';

export const filterNames = ['role', 'state', 'alert', 'twoFactor', 'teamId', 'mailboxId'] as const;
export type FilterName = (typeof filterNames)[number];

type Options = readonly (readonly [value: string, words: string])[];
type Sort = NonNullable<ListUsersQuery['sort']>;

const alertWords: Record<AlertKind, string> = {
  not_invited: 'Not invited yet',
  invite_expired: 'Invitation expired',
  inactive: 'Away for over 30 days',
  too_many_failed_sign_ins: 'Sign-in locked',
  invite_bounced: 'Invitation came back',
};

const twoFactorWords: Record<NonNullable<ListUsersQuery['twoFactor']>, string> = {
  true: 'Set up',
  false: 'Not set up',
};

const sortWords: Record<Sort, string> = {
  name: 'Name, A to Z',
  '-name': 'Name, Z to A',
  '-createdAt': 'Newest first',
  createdAt: 'Oldest first',
  '-lastActiveAt': 'Last seen first',
  lastActiveAt: 'Longest away first',
};

const { deleted: _never, ...listedStates } = stateWords;

export const roleOptions: Options = [['', 'All roles'], ...Object.entries(roleWords)];
export const stateOptions: Options = [['', 'All states'], ...Object.entries(listedStates)];
export const alertOptions: Options = [['', 'Any or none'], ...Object.entries(alertWords)];
export const twoFactorOptions: Options = [['', 'Set up or not'], ...Object.entries(twoFactorWords)];
export const sortOptions: Options = Object.entries(sortWords);

function oneOf<Value extends string>(options: Options, value: string | null): Value | undefined {
  const known = value !== null && value !== '' && options.some(([option]) => option === value);
  return known ? (value as Value) : undefined;
}

function idIn(value: string | null): string | undefined {
  return value !== null && /^[0-9a-f-]{36}$/.test(value) ? value : undefined;
}

/** What the address bar asks for; anything unknown is left out rather than sent. */
export function queryFrom(search: URLSearchParams): ListUsersQuery {
  const q = (search.get('q') ?? '').trim().slice(0, 100);
  return {
    ...(q === '' ? {} : { q }),
    role: oneOf<Role>(roleOptions, search.get('role')),
    state: oneOf<Exclude<UserState, 'deleted'>>(stateOptions, search.get('state')),
    alert: oneOf<AlertKind>(alertOptions, search.get('alert')),
    twoFactor: oneOf<'true' | 'false'>(twoFactorOptions, search.get('twoFactor')),
    teamId: idIn(search.get('teamId')),
    mailboxId: idIn(search.get('mailboxId')),
    sort: oneOf<Sort>(sortOptions, search.get('sort')) ?? 'name',
  };
}

/** How many filters narrow the list, besides the search. */
export function filterCount(query: ListUsersQuery): number {
  return filterNames.filter((name) => query[name] !== undefined).length;
}

export function isNarrowed(query: ListUsersQuery): boolean {
  return query.q !== undefined || filterCount(query) > 0;
}

/** The same search with one part changed; an empty value takes the part out. */
export function withPart(search: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(search);
  if (value === '') next.delete(name);
  else next.set(name, value);
  return next;
}

/** The same search without what narrows the list; the order stays. */
export function withoutFilters(search: URLSearchParams): URLSearchParams {
  return ['q', ...filterNames].reduce((left, name) => withPart(left, name, ''), search);
}
