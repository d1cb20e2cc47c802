import type { TwoFactor } from '../api/types.js';

/** How somebody proves once more who they are. */
export type ProofMethod = 'password' | 'code' | 'passkey';

export const proofWords: Record<ProofMethod, string> = {
  password: 'Use your password instead',
  code: 'Use a code instead',
  passkey: 'Use a passkey instead',
};

/** The ways that somebody with these factors has, the usual one first. */
export function proofMethods(
  { methods, recoveryCodesLeft }: Pick<TwoFactor, 'methods' | 'recoveryCodesLeft'>,
  passkeysWork: boolean,
): ProofMethod[] {
  const has = (kind: string) => methods.some((method) => method.kind === kind);
  return [
    'password',
    ...(has('totp') || recoveryCodesLeft > 0 ? ['code' as const] : []),
    ...(has('passkey') && passkeysWork ? ['passkey' as const] : []),
  ];
}
