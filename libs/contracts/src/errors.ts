/**
 * The error catalogue: every stable machine code that Muster answers with, and the kind of failure it is.
 * A code belongs to exactly one kind; only the gateway turns a kind into an HTTP status.
 */

/** Kinds of failure. Services speak in these; `apps/gateway` alone knows status numbers. */
export const errorKinds = [
  'malformed',
  'invalid',
  'unauthenticated',
  'forbidden',
  'not_found',
  'gone',
  'conflict',
  'precondition_failed',
  'too_large',
  'unsupported_media_type',
  'method_not_allowed',
  'rate_limited',
  'unavailable',
  'internal',
] as const;
export type ErrorKind = (typeof errorKinds)[number];

interface CatalogueEntry {
  kind: ErrorKind;
  title: string;
  /** What the caller can do about it; goes into docs/errors.md. */
  help: string;
}

export const errorCatalogue = {
  malformed_request: {
    kind: 'malformed',
    title: 'The request could not be read',
    help: 'The body is not valid JSON, not UTF-8, nested too deeply, or a header is malformed.',
  },
  invalid_cursor: {
    kind: 'malformed',
    title: 'The cursor is not one that was issued',
    help: 'Start again from the first page; cursors are opaque, signed, and belong to one query.',
  },
  invalid_request: {
    kind: 'invalid',
    title: 'The input is invalid',
    help: 'Look at `errors`: each entry names a path and what is wrong there.',
  },
  idempotency_conflict: {
    kind: 'invalid',
    title: 'This Idempotency-Key was used with another request',
    help: 'Use a new key for a new request.',
  },
  password_too_weak: {
    kind: 'invalid',
    title: 'The password is not acceptable',
    help: 'Follow `passwordPolicy` of the page that asked: long enough, not a common or breached password, not your name or address.',
  },
  picture_unusable: {
    kind: 'invalid',
    title: 'The picture cannot be used',
    help: 'Send one whole JPEG, PNG, WebP or GIF of at most 5 MB, 12,000 pixels a side and 40 megapixels, not longer than sixteen times its width.',
  },
  unauthenticated: {
    kind: 'unauthenticated',
    title: 'Sign in first',
    help: 'Send a live session cookie or access token.',
  },
  invalid_credentials: {
    kind: 'unauthenticated',
    title: 'Email or password is wrong',
    help: 'The same answer for unknown addresses, wrong passwords, blocked sign-in and networks that the account does not allow. A password reset ends a block.',
  },
  refresh_token_invalid: {
    kind: 'unauthenticated',
    title: 'The refresh token is not valid any more',
    help: 'Sign in again.',
  },
  forbidden: {
    kind: 'forbidden',
    title: 'Not allowed',
    help: 'The signed-in person lacks the permission, the object is out of their reach, or the account does not allow this network address.',
  },
  cross_site_request: {
    kind: 'forbidden',
    title: 'Cross-site request refused',
    help: 'Unsafe methods with the session cookie need a same-origin Sec-Fetch-Site or Origin header.',
  },
  insufficient_scope: {
    kind: 'forbidden',
    title: 'The token may not do this',
    help: 'The scopes of the API token do not include it, or only a signed-in person can do it. Make a token with the scope that openapi.json names.',
  },
  plan_required: {
    kind: 'forbidden',
    title: 'The plan does not include this',
    help: '`details.plan` names the smallest plan that does.',
  },
  second_factor_required: {
    kind: 'forbidden',
    title: 'A second factor is required',
    help: 'Finish signing in with the second factor.',
  },
  reauthentication_required: {
    kind: 'forbidden',
    title: 'Confirm that it is you',
    help: 'Re-authenticate, then repeat the request.',
  },
  owner_required: {
    kind: 'forbidden',
    title: 'Only the account owner may do this',
    help: 'Ask the owner of the account.',
  },
  not_found: {
    kind: 'not_found',
    title: 'Not found',
    help: 'There is no such thing in this account.',
  },
  link_invalid: {
    kind: 'not_found',
    title: 'The link is not valid',
    help: 'It was mistyped, already used, revoked, or replaced by a newer one. Use the newest mail or ask for a new link.',
  },
  link_expired: {
    kind: 'gone',
    title: 'The link has expired',
    help: 'Ask for a new one.',
  },
  conflict: {
    kind: 'conflict',
    title: 'The request does not fit the present state',
    help: 'Read the object again and decide anew.',
  },
  email_taken: {
    kind: 'conflict',
    title: 'The email address is in use',
    help: 'Choose another address.',
  },
  mention_taken: {
    kind: 'conflict',
    title: 'The mention handle is in use',
    help: 'Choose another handle; users and teams share one list.',
  },
  mailbox_email_taken: {
    kind: 'conflict',
    title: 'Another mailbox has this address',
    help: 'Choose another address; each mailbox of an account has its own.',
  },
  limit_reached: {
    kind: 'conflict',
    title: 'There can be no more of these',
    help: 'An account has at most 1,000 teams and 1,000 mailboxes. Delete one that is not used. A person has at most 25 live keys, and an account 25 tokens: revoke one.',
  },
  last_owner: {
    kind: 'conflict',
    title: 'An account always has exactly one owner',
    help: 'Transfer the ownership first.',
  },
  own_address_excluded: {
    kind: 'conflict',
    title: 'Your own address is outside the allowed ranges',
    help: 'Add a range with the address that you send this from, so that you do not lock yourself out.',
  },
  transfer_pending: {
    kind: 'conflict',
    title: 'The ownership is already offered to somebody',
    help: 'Withdraw that offer first, or wait until it expires.',
  },
  no_transfer_pending: {
    kind: 'conflict',
    title: 'The ownership is not offered to you any more',
    help: 'The offer was accepted or withdrawn, has expired, or ended with a new address, a reset or another role of yours. Ask the owner for a new one.',
  },
  already_active: {
    kind: 'conflict',
    title: 'The person has already accepted',
    help: 'Nothing to invite to; send a password reset instead.',
  },
  import_running: {
    kind: 'conflict',
    title: 'An import is already running',
    help: 'An account has one at a time: wait until it has finished, or cancel it.',
  },
  idempotency_in_progress: {
    kind: 'conflict',
    title: 'The first request with this Idempotency-Key is still running',
    help: 'Repeat in a moment.',
  },
  stale: {
    kind: 'precondition_failed',
    title: 'Somebody else changed it meanwhile',
    help: 'Read it again, then repeat the change with the new ETag.',
  },
  payload_too_large: {
    kind: 'too_large',
    title: 'The body is too large',
    help: 'Bodies are limited to 1 MiB unless the call says otherwise.',
  },
  unsupported_media_type: {
    kind: 'unsupported_media_type',
    title: 'The content type is not supported',
    help: 'Send `application/json` in UTF-8.',
  },
  method_not_allowed: {
    kind: 'method_not_allowed',
    title: 'The method is not allowed here',
    help: 'See openapi.json for the methods of this path.',
  },
  rate_limited: {
    kind: 'rate_limited',
    title: 'Too many requests',
    help: 'Wait for the time in Retry-After.',
  },
  unavailable: {
    kind: 'unavailable',
    title: 'Temporarily unavailable',
    help: 'Repeat after the time in Retry-After; nothing was changed unless a later read shows it.',
  },
  timeout: {
    kind: 'unavailable',
    title: 'The answer took too long',
    help: 'The outcome is unknown; read the object or repeat with the same Idempotency-Key.',
  },
  restoration_expired: {
    kind: 'conflict',
    title: 'The time to restore is over',
    help: 'Deleted users can be restored for 90 days. Create the person anew.',
  },
  user_erased: {
    kind: 'conflict',
    title: 'The user has been erased',
    help: 'Nothing is left to restore or to erase. Create the person anew.',
  },
  second_factor_invalid: {
    kind: 'unauthenticated',
    title: 'The code or passkey is not right',
    help: 'A code counts once; wait for the next one of the app, or use another method. After five wrong answers sign in anew.',
  },
  challenge_invalid: {
    kind: 'unauthenticated',
    title: 'This sign-in is over',
    help: 'It took too long, was answered wrongly too often, or has been finished. Begin with the password again.',
  },
  passkey_invalid: {
    kind: 'unauthenticated',
    title: 'The passkey was not accepted',
    help: 'Ask for new options and try again, or sign in with the password.',
  },
  second_factor_mandatory: {
    kind: 'conflict',
    title: 'The account requires a second factor',
    help: 'Add another factor before removing the last one.',
  },
  password_needs_factor: {
    kind: 'conflict',
    title: 'The password is too short to be the only factor',
    help: 'Set a password of at least 15 characters before removing the last second factor.',
  },
  internal: {
    kind: 'internal',
    title: 'Something went wrong on our side',
    help: 'Report the requestId.',
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Stable machine name of a failure. */
export type ErrorCode = keyof typeof errorCatalogue;

export const errorCodes = Object.keys(errorCatalogue) as [ErrorCode, ...ErrorCode[]];

/** Codes that any call may answer with, so that declarations list only what is particular to them. */
export const universalErrors = [
  'malformed_request',
  'invalid_request',
  'unauthenticated',
  'forbidden',
  'not_found',
  'rate_limited',
  'unavailable',
  'timeout',
  'internal',
] as const satisfies readonly ErrorCode[];
