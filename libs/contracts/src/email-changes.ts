import { z } from 'zod';
import { defineCall } from './calls.js';
import { EmailAddress, IsoTime, Nothing, Uuid } from './primitives.js';
import { LinkToken } from './links.js';
import { ClientOrigin } from './sign-in.js';

export const ChangeEmailBody = z.strictObject({ email: EmailAddress }).meta({ id: 'ChangeEmail' });
export const ConfirmBody = z.strictObject({ token: LinkToken }).meta({ id: 'Confirm' });

/** A new address that waits until its holder confirms it. */
export const EmailChange = z
  .object({ email: z.string(), requestedAt: IsoTime, expiresAt: IsoTime })
  .meta({ id: 'EmailChange' });
export type EmailChange = z.infer<typeof EmailChange>;

export const emailChangeCalls = {
  request: defineCall({
    subject: 'users.email-changes.request.v1',
    authority: 'user',
    summary:
      'Ask for another address to sign in with. It counts once it is confirmed; a newer request replaces an older.',
    request: z.strictObject({ userId: Uuid, email: EmailAddress }),
    response: EmailChange,
    errors: ['email_taken', 'reauthentication_required', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
  get: defineCall({
    subject: 'users.email-changes.get.v1',
    authority: 'user',
    summary: 'The change that waits for its confirmation.',
    request: z.strictObject({ userId: Uuid }),
    response: EmailChange,
  }),
  cancel: defineCall({
    subject: 'users.email-changes.cancel.v1',
    authority: 'user',
    summary: 'Drop the change that waits; its link is dead.',
    request: z.strictObject({ userId: Uuid }),
    response: Nothing,
  }),
  confirm: defineCall({
    subject: 'users.email-changes.confirm.v1',
    authority: 'anonymous',
    summary: 'Make the change count, once: from now on one signs in with the new address.',
    request: z.strictObject({ token: LinkToken, origin: ClientOrigin }),
    response: Nothing,
    errors: ['link_invalid', 'link_expired', 'email_taken'],
  }),
};

export const confirmationCalls = {
  address: defineCall({
    subject: 'users.people.confirmation-address.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'Where the mail about a confirmation goes, asked for when it is sent. `not_found` when nothing waits.',
    request: z.strictObject({ purpose: z.enum(['email_change', 'auto_bcc']), subjectId: Uuid }),
    response: z.object({
      accountId: Uuid,
      userId: Uuid,
      /** `done` when it was confirmed already: then only the notice to the old address is still worth sending. */
      status: z.enum(['waiting', 'done']),
      address: z.string(),
      /** The address before; null where there was none. */
      oldAddress: z.string().nullable(),
    }),
  }),
};
