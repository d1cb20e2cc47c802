import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { EmailAddress, IsoTime, Nothing, TimeFormat, Timezone, Uuid } from './primitives.js';
import { ClientOrigin, PasswordInput, PasswordPolicy, SignInResult, Transport } from './sign-in.js';

export const linkPurposes = ['invitation', 'password_reset', 'email_change', 'auto_bcc', 'sign_up'] as const;
export const LinkPurpose = z.enum(linkPurposes);
export type LinkPurpose = z.infer<typeof LinkPurpose>;

/** The secret of a mailed link: 22 base64url characters (128 bits); anything else is refused as invalid. */
export const LinkToken = z.string().min(1).max(64);
/** The short code of the same mail, for when the link was mangled: 8 characters, case and hyphen do not matter. */
export const LinkCode = z
  .string()
  .max(16)
  .transform((code) => code.toUpperCase().replace(/[^A-Z0-9]/g, ''))
  .pipe(z.string().min(1).max(8));

const tokenOrCode = { token: LinkToken.optional(), email: EmailAddress.optional(), code: LinkCode.optional() };
interface LinkProof {
  token?: string | undefined;
  email?: string | undefined;
  code?: string | undefined;
}
function hasOneProof(body: LinkProof): boolean {
  const byCode = body.email !== undefined && body.code !== undefined;
  const anyOfCode = body.email !== undefined || body.code !== undefined;
  return body.token === undefined ? byCode : !anyOfCode;
}
const oneProof = 'must hold either `token`, or `email` and `code`';

export const LookupInvitationBody = z
  .strictObject(tokenOrCode)
  .refine(hasOneProof, oneProof)
  .meta({ id: 'LookupInvitation' });

export const InvitationView = z
  .object({
    accountName: z.string(),
    email: z.string(),
    firstName: z.string(),
    expiresAt: IsoTime,
    passwordPolicy: PasswordPolicy,
  })
  .meta({ id: 'InvitationView' });

const acceptance = {
  ...tokenOrCode,
  password: PasswordInput,
  timezone: Timezone.optional(),
  timeFormat: TimeFormat.optional(),
  transport: Transport.default('cookie'),
};
export const AcceptInvitationBody = z
  .strictObject(acceptance)
  .refine(hasOneProof, oneProof)
  .meta({ id: 'AcceptInvitation' });

export const RenewInvitationBody = z.strictObject({ token: LinkToken }).meta({ id: 'RenewInvitation' });

export const invitationCalls = {
  lookup: defineCall({
    subject: 'auth.invitations.lookup.v1',
    authority: 'anonymous',
    summary: 'What an invitation link is for. Never spends it.',
    request: z.strictObject({ ...tokenOrCode, origin: ClientOrigin }).refine(hasOneProof, oneProof),
    response: InvitationView,
    errors: ['link_invalid', 'link_expired'],
  }),
  accept: defineCall({
    subject: 'auth.invitations.accept.v1',
    authority: 'anonymous',
    summary: 'Spend the link, set the password and sign in, in one transaction.',
    request: z.strictObject({ ...acceptance, origin: ClientOrigin }).refine(hasOneProof, oneProof),
    response: SignInResult,
    errors: ['link_invalid', 'link_expired', 'password_too_weak'],
    deadlineMs: 10_000,
  }),
  renew: defineCall({
    subject: 'auth.invitations.renew.v1',
    authority: 'anonymous',
    summary: 'The holder of an expired invitation asks for a new one; those who can send it are told, once per link.',
    request: z.strictObject({ token: LinkToken, origin: ClientOrigin }),
    response: Nothing,
    errors: ['link_invalid', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
};

export const linkCalls = {
  render: defineCall({
    subject: 'auth.links.render.v1',
    clients: ['notifications'],
    authority: 'service',
    summary: 'The URL path and code of a mailed link, derived from its id and version, so that a retry says the same.',
    request: z.strictObject({ linkId: Uuid }),
    response: z.object({
      /** False when the link was spent, replaced or has expired: then the mail is not worth sending. */
      alive: z.boolean(),
      path: z.string(),
      code: z.string(),
      purpose: LinkPurpose,
      userId: Uuid,
      expiresAt: IsoTime,
    }),
  }),
  inspect: defineCall({
    subject: 'auth.links.inspect.v1',
    clients: ['users'],
    authority: 'service',
    summary:
      'What a live link of that purpose confirms. Whoever owns the subject makes it count once. Wrong ones count.',
    request: z.strictObject({ token: LinkToken, purpose: LinkPurpose, origin: ClientOrigin }),
    response: z.object({ linkId: Uuid, accountId: Uuid, userId: Uuid, subjectId: Uuid }),
    errors: ['link_invalid', 'link_expired'],
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';
const aLink = '01890a5d-ac96-7ab2-8f9e-6a0d5f1c2b3a';

export const linkEvents = {
  issued: defineEvent({
    type: 'link.issued',
    version: 1,
    source: 'auth',
    summary: 'A single-use link exists and is to be mailed. Its secret is only ever in the mail.',
    data: z.object({
      linkId: Uuid,
      userId: Uuid,
      purpose: LinkPurpose,
      /** The version of the invitation that this link belongs to; null for other purposes. */
      invitationVersion: z.int().positive().nullable(),
      subjectId: Uuid.nullable()
        .default(null)
        .describe('What the link confirms: id of an email change or of an Auto Bcc address; null for other purposes.'),
      invitedBy: Uuid.nullable(),
      expiresAt: IsoTime,
    }),
    example: {
      linkId: aLink,
      userId: aUser,
      purpose: 'invitation',
      invitationVersion: 1,
      subjectId: null,
      invitedBy: aUser,
      expiresAt: '2026-12-01T08:00:00.000Z',
    },
  }),
  renewalRequested: defineEvent({
    type: 'link.renewal_requested',
    version: 1,
    source: 'auth',
    summary: 'The holder of an expired invitation asks for a new one.',
    data: z.object({ linkId: Uuid, userId: Uuid, purpose: LinkPurpose }),
    example: { linkId: aLink, userId: aUser, purpose: 'invitation' },
  }),
};
