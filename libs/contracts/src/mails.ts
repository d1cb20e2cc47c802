import { z } from 'zod';
import { defineEvent } from './facts.js';
import { IsoTime, Uuid } from './primitives.js';

/** Kinds of mails that Muster sends. */
export const mailKinds = [
  'invitation',
  'invitation_renewal_request',
  'email_change',
  'email_changed_notice',
  'auto_bcc_confirmation',
  'two_factor_reset',
  'token_guardianship',
  'password_reset',
  'password_changed',
  'new_sign_in',
  'sign_up',
  'sign_up_known',
  'refresh_reuse',
] as const;
export const MailKind = z.enum(mailKinds);
export type MailKind = z.infer<typeof MailKind>;

const outcome = z.object({
  mailId: Uuid,
  kind: MailKind,
  /** Whom the mail is about. */
  userId: Uuid,
  /** Set for invitations, so that a late answer about an old one is not shown on the new one. */
  invitationVersion: z.int().positive().nullable(),
  at: IsoTime,
  /** The relay's words with addresses taken out, at most 500 characters. */
  detail: z.string().max(500).nullable(),
});

const example = {
  mailId: '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a',
  kind: 'invitation' as const,
  userId: '01890a5d-ac96-774b-bcce-b302099a8057',
  invitationVersion: 1,
  at: '2026-11-24T08:00:00.000Z',
};

export const mailEvents = {
  accepted: defineEvent({
    type: 'mail.accepted',
    version: 1,
    source: 'notifications',
    summary: 'The relay took the mail.',
    data: outcome,
    example: { ...example, detail: '250 2.0.0 queued' },
  }),
  bounced: defineEvent({
    type: 'mail.bounced',
    version: 1,
    source: 'notifications',
    summary: 'The relay refused the mail for good, or retries ran out.',
    data: outcome,
    example: { ...example, detail: '550 5.1.1 no such user here' },
  }),
  suppressed: defineEvent({
    type: 'mail.suppressed',
    version: 1,
    source: 'notifications',
    summary: 'The mail was not sent: its link was already dead, or the address is on the suppression list.',
    data: outcome,
    example: { ...example, detail: 'the link was replaced before the mail was sent' },
  }),
};
