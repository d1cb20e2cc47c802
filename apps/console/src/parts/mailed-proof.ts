import { ApiProblem } from '../api/api-problem.js';

/** What shows that somebody got a mail: the secret of its link, or the address with the code of the same mail. */
export type Proof = { token: string } | { email: string; code: string };

/** `ABCD-2345` for what people type, paste or read out: case and separators do not matter. */
export function tidyCode(typed: string): string {
  const code = typed
    .toUpperCase()
    .replaceAll(/[^A-Z0-9]/g, '')
    .slice(0, 8);
  return code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
}

/** The link of this mail opens nothing any more, or never did. */
export function isDead(error: unknown): error is ApiProblem {
  return error instanceof ApiProblem && (error.code === 'link_invalid' || error.code === 'link_expired');
}

/** What using a link found out; undefined for failures that say nothing about the link. A mangled one is invalid. */
export function deathOf(error: unknown): 'expired' | 'invalid' | undefined {
  const code = error instanceof ApiProblem ? error.code : undefined;
  if (code === 'link_expired') return 'expired';
  return code === 'link_invalid' || code === 'invalid_request' ? 'invalid' : undefined;
}
