import { z } from 'zod';
import { defineCall } from './calls.js';
import { InvitationView, LinkCode, LinkToken } from './links.js';
import { EmailAddress, IsoTime, Nothing, Uuid } from './primitives.js';
import { ClientOrigin, PasswordInput, RenewedSession, RenewsCookie } from './sign-in.js';

const tokenOrCode = { token: LinkToken.optional(), email: EmailAddress.optional(), code: LinkCode.optional() };
function hasOneProof(body: { token?: unknown; email?: unknown; code?: unknown }): boolean {
  const [byToken, byEmail, byCode] = [body.token, body.email, body.code].map((field) => field !== undefined);
  return byToken === true ? byEmail !== true && byCode !== true : byEmail === true && byCode === true;
}
const oneProof = 'must hold either `token`, or `email` and `code`';

export const RequestPasswordResetBody = z.strictObject({ email: EmailAddress }).meta({ id: 'RequestPasswordReset' });
export const LookupPasswordResetBody = z
  .strictObject(tokenOrCode)
  .refine(hasOneProof, oneProof)
  .meta({ id: 'LookupPasswordReset' });
export const CompletePasswordResetBody = z
  .strictObject({ ...tokenOrCode, password: PasswordInput })
  .refine(hasOneProof, oneProof)
  .meta({ id: 'CompletePasswordReset' });
export const ChangePasswordBody = z
  .strictObject({ currentPassword: PasswordInput, newPassword: PasswordInput })
  .meta({ id: 'ChangePassword' });

export const PasswordResetView = z.object(InvitationView.shape).meta({ id: 'PasswordResetView' });

export const passwordResetCalls = {
  request: defineCall({
    subject: 'auth.password-resets.request.v1',
    authority: 'anonymous',
    summary: 'Ask for a reset mail. Known and unknown addresses take the same way; who gets a mail is decided later.',
    request: z.strictObject({ ...RequestPasswordResetBody.shape, origin: ClientOrigin }),
    response: Nothing,
  }),
  lookup: defineCall({
    subject: 'auth.password-resets.lookup.v1',
    authority: 'anonymous',
    summary: 'Whose password a reset link sets. Never spends it.',
    request: z.strictObject({ ...tokenOrCode, origin: ClientOrigin }).refine(hasOneProof, oneProof),
    response: PasswordResetView,
    errors: ['link_invalid', 'link_expired'],
  }),
  complete: defineCall({
    subject: 'auth.password-resets.complete.v1',
    authority: 'anonymous',
    summary: 'Spend the link, set the password, and end all sessions, tokens and links of the person. No sign-in.',
    request: z
      .strictObject({ ...tokenOrCode, password: PasswordInput, origin: ClientOrigin })
      .refine(hasOneProof, oneProof),
    response: Nothing,
    errors: ['link_invalid', 'link_expired', 'password_too_weak'],
    deadlineMs: 10_000,
  }),
  send: defineCall({
    subject: 'auth.password-resets.send.v1',
    authority: 'user',
    summary: 'A manager has a reset mail sent to an active user. That is all anybody can do to another’s password.',
    request: z.strictObject({ userId: Uuid }),
    response: Nothing,
    errors: ['conflict', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
};

export const passwordCalls = {
  change: defineCall({
    subject: 'auth.passwords.change.v1',
    authority: 'user',
    summary:
      'Change one’s own password: ends all other sessions and all mailed links, and is a fresh proof. Counted as a sign-in try.',
    request: z.strictObject({ ...ChangePasswordBody.shape, renewsCookie: RenewsCookie, origin: ClientOrigin }),
    response: RenewedSession,
    errors: ['invalid_credentials', 'password_too_weak'],
    deadlineMs: 10_000,
  }),
};

export const recoveryCalls = {
  last: defineCall({
    subject: 'auth.recoveries.last.v1',
    clients: ['users'],
    authority: 'service',
    summary:
      'When somebody last came in by less than what they knew and had: a password set by a mailed link, or second factors that a manager reset. Null: never.',
    request: z.strictObject({ accountId: Uuid, userId: Uuid }),
    response: z.object({ at: IsoTime.nullable() }),
  }),
};
