import type { ApiProblem, ProblemCode } from './api-problem.js';

/** Words for people. What a field's own fault is stands beside the field. */
const texts: Record<ProblemCode, string> = {
  malformed_request: 'Something in this request could not be read. Please load the page again.',
  invalid_cursor: 'The list has moved on. Please load it again.',
  invalid_request: 'Please look at the marked fields.',
  idempotency_conflict: 'This was already sent with other content. Please try once more.',
  password_too_weak: 'This password is too easy to guess. Choose a longer or more unusual one.',
  picture_unusable:
    'This picture cannot be used. Choose a JPEG, PNG, WebP or GIF of at most 5 MB that is not damaged, very large or very long.',
  unauthenticated: 'You are not signed in any more. Please sign in again.',
  second_factor_invalid: 'That code is not right. Use the newest one that your app shows.',
  challenge_invalid: 'This sign-in took too long or was tried too often. Start again.',
  passkey_invalid: 'The passkey was not accepted. Try again, or sign in another way.',
  second_factor_mandatory: 'Your account requires a second factor. Add another one before you remove this one.',
  password_needs_factor: 'Your password is too short to stand alone. Set one of 15 characters or more first.',
  insufficient_scope: 'This key may not do that.',
  invalid_credentials:
    'Email or password is wrong. After many wrong tries, signing in by password is blocked until the password is reset.',
  refresh_token_invalid: 'You are not signed in any more. Please sign in again.',
  forbidden:
    'You are not allowed to do this, or not from this network. The account owner or an administrator can help.',
  cross_site_request: 'For your safety this only works from Muster’s own pages. Please load this page again.',
  plan_required: 'Your plan does not include this.',
  second_factor_required: 'This needs a second factor. Please sign in again.',
  reauthentication_required: 'This was not done, because it needs your password once more.',
  owner_required: 'Only the account owner can do this.',
  not_found: 'This is not there, or not there any more.',
  link_invalid: 'This link is not valid. It was mistyped, used already, or replaced by a newer one.',
  link_expired: 'This link has expired.',
  conflict: 'This does not fit the present state any more. Please look again and decide anew.',
  email_taken: 'Somebody already uses this address. Please choose another one.',
  mention_taken: 'This handle is in use. Please choose another one.',
  mailbox_email_taken: 'Another mailbox has this address. Please choose another one.',
  limit_reached: 'There can be no more of these. Delete one that is not used any more.',
  own_address_excluded: 'This would lock you out: your own address is not in these ranges. Add one that has it.',
  transfer_pending: 'The ownership is already offered to somebody. Withdraw that offer first.',
  no_transfer_pending: 'The ownership is not offered to you any more. Ask the owner for a new offer.',
  import_running: 'An import is running already. Wait until it has finished, or cancel it.',
  restoration_expired: 'It is too late to restore them. Please create them anew.',
  user_erased: 'Nothing is left of them to restore. Please create them anew.',
  last_owner: 'An account always has exactly one owner. Transfer the ownership first.',
  already_active: 'They have accepted already, so there is nothing to invite them to.',
  idempotency_in_progress: 'This is still being worked on. Please try again in a moment.',
  stale: 'Somebody else changed this meanwhile.',
  payload_too_large: 'That is too much at once.',
  unsupported_media_type: 'This could not be read. Please load the page again.',
  method_not_allowed: 'This is not possible here. Please load the page again.',
  rate_limited: 'Too many tries.',
  unavailable: 'Muster is briefly not reachable. Nothing is lost; please try again.',
  timeout: 'The answer took too long. Please try again; nothing will happen twice.',
  internal: 'Something went wrong on our side. Please try again.',
  passkey_cancelled: 'No passkey was used: it was cancelled, or it took too long. You can try again.',
  passkey_exists: 'This device holds a passkey of yours already.',
  passkey_unsupported: 'This browser cannot use passkeys here. Try another one, or choose another way.',
  offline: 'No connection. Please check your network and try again.',
  unreadable: 'The answer could not be read. Please try again.',
};

/** Where somebody proves once more that it is them. */
export const notYourPassword = 'This is not your password. After many wrong tries it is blocked until it is reset.';

const planNames: Record<string, string> = { free: 'Free', standard: 'Standard', plus: 'Plus', company: 'Company' };

/** "in 1 second", "in 40 seconds", "in 3 minutes". */
export function waitText(seconds: number): string {
  const [amount, unit] =
    seconds < 90 ? [Math.max(1, Math.ceil(seconds)), 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return `in ${amount} ${unit}${amount === 1 ? '' : 's'}`;
}

/** Words that need more than the code. */
const fuller: Partial<Record<ProblemCode, (problem: ApiProblem) => string>> = {
  rate_limited: ({ retryAfter = 60 }) => `${texts.rate_limited} Please try again ${waitText(retryAfter)}.`,
  plan_required: ({ plan = '' }) =>
    `${texts.plan_required} It comes with the ${planNames[plan] ?? 'next larger'} plan.`,
  internal: ({ requestId }) => `${texts.internal}${requestId === undefined ? '' : ` Reference: ${requestId}.`}`,
};

/** What to tell a person about a failed call. */
export function problemText(problem: ApiProblem): string {
  return fuller[problem.code]?.(problem) ?? texts[problem.code] ?? texts.internal;
}

/** The first fault of each field, by its path; faults of list entries count for the list. */
export function faultsByField(problem: ApiProblem): Record<string, string> {
  const found: Record<string, string> = {};
  for (const { path, message } of problem.faults) {
    const field = path.split('.')[0] ?? '';
    found[field] ??= sentence(message);
  }
  return found;
}

/** "must not be empty" as a sentence. */
export function sentence(message: string): string {
  const text = message.charAt(0).toUpperCase() + message.slice(1);
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
