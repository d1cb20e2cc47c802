import type { FactorKind } from '../../api/types.js';

export const factorWords: Record<FactorKind, string> = {
  totp: 'Authenticator app',
  passkey: 'Passkey',
};

/** "an authenticator app and a passkey", for those who only see the kinds. */
export function kindsText(kinds: readonly FactorKind[]): string {
  return kinds.map((kind) => (kind === 'totp' ? 'an authenticator app' : 'a passkey')).join(' and ');
}

/** What to know about the recovery codes that are left; undefined when there are plenty. */
export function codesWarning(left: number): string | undefined {
  if (left > 3) return undefined;
  return left === 0
    ? 'No recovery code of yours works. Without your phone or passkey you could not sign in any more: make new codes and keep them.'
    : 'Few are left. Make new ones before they are used up.';
}
