import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { EmailAddress, IsoTime, Line, Locale, Nothing, TimeFormat, Timezone, Uuid } from './primitives.js';
import { PlanFeature, PlanName, planNames } from './roles.js';

/** An address range in CIDR notation (RFC 4632, RFC 4291). IPv4 is written as IPv4, not mapped into IPv6. */
export const IpRange = z
  .string()
  .max(49)
  .transform((text) => text.trim().toLowerCase())
  .refine(
    (text) => z.cidrv4().safeParse(text).success || (z.cidrv6().safeParse(text).success && !/^[0:]*:ffff:/.test(text)),
    'must be an IPv4 or IPv6 range in CIDR notation',
  )
  .meta({ examples: ['203.0.113.0/24', '2001:db8::/48'] });

/** Who must have a second factor: nobody, owner and administrators, or everybody. */
export const TwoFactorRequirement = z.enum(['none', 'managers', 'everyone']);

export const maxIpRanges = 50;

export const AccountSecurity = z.object({
  requireTwoFactor: TwoFactorRequirement.describe('Who must have a second factor'),
  sessionIdleDays: z.int().min(1).max(90).describe('Days after which an unused session ends'),
  sessionMaxDays: z.int().min(1).max(365).describe('Days after which any session ends'),
  allowedIpRanges: z
    .array(z.string())
    .max(maxIpRanges)
    .describe('Where people of the account may sign in from and be signed in, in CIDR notation; empty is everywhere'),
});
export type AccountSecurity = z.infer<typeof AccountSecurity>;

export const Account = z
  .object({
    id: Uuid,
    name: z.string(),
    plan: PlanName,
    timezone: z.string(),
    timeFormat: TimeFormat,
    locale: z.string(),
    security: AccountSecurity,
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'Account' });

/** A plan by its name, or by another name of it. */
export const PlanChoice = z
  .enum([...planNames, 'pro'])
  .transform((plan): PlanName => (plan === 'pro' ? 'company' : plan));

const notEmpty = (body: object): boolean => Object.keys(body).length > 0;

const UpdateSecurity = z
  .strictObject({
    requireTwoFactor: TwoFactorRequirement.optional(),
    sessionIdleDays: AccountSecurity.shape.sessionIdleDays.optional(),
    sessionMaxDays: AccountSecurity.shape.sessionMaxDays.optional(),
    allowedIpRanges: z.array(IpRange).max(maxIpRanges).optional(),
  })
  .refine(notEmpty, 'must name at least one field');

export const UpdateAccountBody = z
  .strictObject({
    name: Line(80).optional(),
    plan: PlanChoice.optional(),
    timezone: Timezone.optional(),
    timeFormat: TimeFormat.optional(),
    locale: Locale.optional(),
    security: UpdateSecurity.optional(),
  })
  .refine(notEmpty, 'must name at least one field')
  .meta({ id: 'UpdateAccount' });

export const PlanPreviewBody = z.strictObject({ plan: PlanChoice }).meta({ id: 'PreviewPlan' });

const Effect = z.object({
  feature: PlanFeature,
  text: z.string(),
  /** How many this is about, where the users service knows. */
  count: z.int().nonnegative().nullable(),
});

/** What a change of the plan would do. Nothing is ever deleted by it. */
export const PlanPreview = z
  .object({
    from: PlanName,
    to: PlanName,
    starts: z.array(Effect),
    stops: z.array(Effect),
    stays: z.array(Effect),
    lightUsers: z.object({
      used: z.int().nonnegative(),
      includedNow: z.int().nonnegative(),
      includedThen: z.int().nonnegative(),
    }),
  })
  .meta({ id: 'PlanPreview' });

const VersionedAccount = z.object({ account: Account, version: z.int().positive() });

/** What somebody who signs up says about themselves and their account. */
export const foundingFields = {
  accountName: Line(80),
  firstName: Line(40),
  lastName: Line(40),
  email: EmailAddress,
};

export const accountCalls = {
  get: defineCall({
    subject: 'users.accounts.get.v1',
    authority: 'user',
    summary: 'The account with its settings. Needs account.settings.',
    request: Nothing,
    response: VersionedAccount,
  }),
  update: defineCall({
    subject: 'users.accounts.update.v1',
    authority: 'user',
    summary: 'Change settings; the plan needs account.billing. `expectedVersion` comes from If-Match.',
    request: z.strictObject({ expectedVersion: z.int().positive().optional(), changes: UpdateAccountBody }),
    response: VersionedAccount,
    errors: ['stale', 'owner_required', 'own_address_excluded'],
  }),
  planPreview: defineCall({
    subject: 'users.accounts.plan-preview.v1',
    authority: 'user',
    summary: 'What would stop, start and stay on another plan. Needs account.billing.',
    request: PlanPreviewBody,
    response: PlanPreview,
    errors: ['owner_required'],
  }),
  /** The end of a sign-up: auth has the password and the confirmed address. */
  found: defineCall({
    subject: 'users.accounts.found.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Create an account with its owner, active. The same ids again change nothing.',
    request: z.strictObject({
      accountId: Uuid,
      userId: Uuid,
      ...foundingFields,
      timezone: Timezone.optional(),
      locale: Locale.optional(),
    }),
    response: Nothing,
    errors: ['email_taken', 'conflict'],
  }),
  security: defineCall({
    subject: 'users.accounts.security.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Security settings of an account, for deciding sign-ins and sessions.',
    request: z.strictObject({ accountId: Uuid }),
    response: AccountSecurity,
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';

/** The aggregate is the account: `subject` is its id. */
export const accountEvents = {
  created: defineEvent({
    type: 'account.created',
    version: 1,
    source: 'users',
    summary: 'An account exists, with its owner.',
    data: z.object({ ownerId: Uuid.describe('The owner'), plan: PlanName.describe('The plan it begins with') }),
    example: { ownerId: aUser, plan: 'free' },
  }),
  updated: defineEvent({
    type: 'account.updated',
    version: 1,
    source: 'users',
    summary: 'General settings of the account changed; `changed` names them.',
    data: z.object({ changed: z.array(z.enum(['name', 'timezone', 'timeFormat', 'locale'])) }),
    example: { changed: ['name', 'timezone'] },
  }),
  planChanged: defineEvent({
    type: 'account.plan_changed',
    version: 1,
    source: 'users',
    summary:
      'The account is on another plan. What a plan lacks stops for everybody of the account and is kept: nobody can use a mailbox through a team, chosen permissions do not count, API keys pause. It comes back with a plan that has it. No event of each person tells it.',
    data: z.object({
      from: PlanName.describe('The plan before'),
      to: PlanName.describe('The plan now'),
      stops: z.array(PlanFeature).optional().describe('Features that went with it'),
      starts: z.array(PlanFeature).optional().describe('Features that came with it'),
    }),
    example: { from: 'plus', to: 'standard', stops: ['teams', 'custom_permissions', 'light_users'], starts: [] },
  }),
  securityChanged: defineEvent({
    type: 'account.security_changed',
    version: 1,
    source: 'users',
    summary:
      'Who needs a second factor, how long sessions live, and from where people may be signed in: the new values.',
    data: AccountSecurity,
    example: {
      requireTwoFactor: 'managers',
      sessionIdleDays: 14,
      sessionMaxDays: 60,
      allowedIpRanges: ['203.0.113.0/24'],
    },
  }),
};
