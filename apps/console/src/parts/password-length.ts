export interface PasswordLengths {
  minLength: number;
  maxLength: number;
}

/** Of a password that stands alone, for pages that no answer tells the policy. The services decide. */
export const lengthsAlone: PasswordLengths = { minLength: 15, maxLength: 128 };

/** Of a password that is asked for together with a second factor. */
export const lengthsBesideFactor: PasswordLengths = { minLength: 8, maxLength: 128 };

/** Characters as people count them. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

/** Live words below the password field. */
export function lengthHint(password: string, minLength: number): { enough: boolean; words: string } {
  const length = lengthOf(password.normalize('NFC'));
  if (length === 0)
    return { enough: false, words: `At least ${minLength} characters. A few unrelated words work well.` };
  const missing = minLength - length;
  if (missing <= 0) return { enough: true, words: 'Long enough.' };
  return { enough: false, words: `${missing} more character${missing === 1 ? '' : 's'} to go.` };
}
