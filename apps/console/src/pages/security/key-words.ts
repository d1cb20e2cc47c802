import type { ApiKey, ApiKeyKind, Scope } from '../../api/types.js';
import { dayField } from '../user/suspension-terms.js';

export const kindWords: Record<ApiKeyKind, string> = {
  api: 'API token',
  docs: 'Docs API key',
};

export const kindDetails: Record<ApiKeyKind, string> = {
  api: 'For scripts and apps that use this account through the API.',
  docs: 'For the Docs API and nothing else, as the user name of HTTP Basic.',
};

/** How a key of each kind begins. */
export const keyPrefixes: Record<ApiKeyKind, string> = { api: 'mst_', docs: 'mdk_' };

export const scopeWords: Record<Scope, string> = {
  'users:read': 'See users',
  'users:write': 'Create and change users',
  'teams:read': 'See teams',
  'teams:write': 'Create and change teams',
  'mailboxes:read': 'See mailboxes',
  'audit:read': 'Read the audit log',
};

export const everyScope = Object.keys(scopeWords) as Scope[];

/** "See users, see teams"; "Everything that you may do" when it is not limited further. */
export function scopesText(scopes: readonly Scope[]): string {
  if (everyScope.every((scope) => scopes.includes(scope))) return 'All scopes';
  const text = scopes.map((scope) => scopeWords[scope].toLowerCase()).join(', ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const stateWords: Record<ApiKey['state'], string> = {
  active: 'Active',
  paused: 'Paused',
  replaced: 'Replaced',
  expired: 'Expired',
};

/** How long a new key works; `day` is one that is chosen. */
export const lifeOptions = [
  ['30', '30 days'],
  ['90', '90 days'],
  ['365', '1 year'],
  ['day', 'Until a day…'],
  ['never', 'Until it is revoked'],
] as const;

export interface Life {
  choice: string;
  /** Of a date field. */
  day: string;
}

/** When the key ends: at the end of a day where the reader is. Undefined: never. */
export function expiryOf({ choice, day }: Life, now = Date.now()): string | undefined {
  if (choice === 'never') return undefined;
  const last = choice === 'day' ? day : dayField(new Date(now + Number(choice) * 86_400_000));
  const time = new Date(`${last}T23:59:59`);
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}

export const overlapOptions = [
  ['0', 'Ends now'],
  ['1', 'Works for another hour'],
  ['24', 'Works for another day'],
  ['168', 'Works for another week'],
] as const;
