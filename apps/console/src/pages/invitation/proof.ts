/** What shows that somebody was invited: the secret of the link, or the address with the code of the same mail. */
export type Proof = { token: string } | { email: string; code: string };

/** `ABCD-2345` for what people type, paste or read out: case and separators do not matter. */
export function tidyCode(typed: string): string {
  const code = typed
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

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
