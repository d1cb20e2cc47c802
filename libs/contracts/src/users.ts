import { z } from 'zod';
import {
  EmailAddress,
  IdList,
  IdNumber,
  IsoTime,
  Line,
  Locale,
  Mention,
  PageOf,
  PageQuery,
  Phone,
  TimeFormat,
  Timezone,
  Uuid,
} from './primitives.js';
import { GivableRole, PlanFeature, PlanName, Permission, Role } from './roles.js';

/** States of a user. `invite_expired` follows from the time, `locked` is an alert and not a state. */
export const userStates = ['not_invited', 'invited', 'invite_expired', 'active', 'suspended', 'deleted'] as const;
export const UserState = z.enum(userStates);
export type UserState = z.infer<typeof UserState>;

export const alertKinds = [
  'not_invited',
  'invite_expired',
  'inactive',
  'too_many_failed_sign_ins',
  'invite_bounced',
] as const;
export const AlertKind = z.enum(alertKinds);
export type AlertKind = z.infer<typeof AlertKind>;

/** What the icons on a user's tile say. `days` only with `inactive`: whole days since the last sign-in. */
export const UserAlert = z.object({
  kind: AlertKind,
  days: z.int().nonnegative().optional(),
  since: IsoTime.optional(),
});
export type UserAlert = z.infer<typeof UserAlert>;

export const MailStatus = z.enum(['queued', 'accepted', 'bounced', 'suppressed']);

/** How far the newest invitation got. `detail` holds the relay's words. */
export const Invitation = z.object({
  status: z.enum(['pending', 'expired', 'accepted', 'revoked']),
  sentAt: IsoTime,
  expiresAt: IsoTime,
  mail: z.object({ status: MailStatus, detail: z.string().nullable(), at: IsoTime }),
});

/** Of somebody who is suspended: since when, and when it ends by itself. `reason` is what a manager wrote. */
export const Suspension = z.object({ since: IsoTime, until: IsoTime.nullable(), reason: z.string().nullable() });

export const User = z
  .object({
    id: Uuid,
    number: IdNumber,
    firstName: z.string(),
    lastName: z.string(),
    email: z.string(),
    alternateEmails: z.array(z.string()),
    role: Role,
    state: UserState,
    alerts: z.array(UserAlert),
    jobTitle: z.string().nullable(),
    phone: z.string().nullable(),
    timezone: z.string(),
    timeFormat: TimeFormat,
    locale: z.string(),
    initials: z.string(),
    mention: z.string(),
    photoUrl: z.string().nullable(),
    twoFactorEnabled: z.boolean(),
    teamIds: z.array(Uuid),
    mailboxIds: z.array(Uuid),
    invitation: Invitation.nullable(),
    // Answers that were stored before the field existed are replayed, too.
    suspension: Suspension.nullable().default(null),
    lastSignInAt: IsoTime.nullable(),
    lastActiveAt: IsoTime.nullable(),
    createdAt: IsoTime,
    updatedAt: IsoTime,
  })
  .meta({ id: 'User' });
export type User = z.infer<typeof User>;

/** A user together with the version that the ETag shows. */
export const VersionedUser = z.object({ user: User, version: z.int().positive() });

export const userSorts = ['name', '-name', 'createdAt', '-createdAt', 'lastActiveAt', '-lastActiveAt'] as const;

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

export const ListUsersQuery = PageQuery.extend({
  q: Line(100).optional(),
  role: Role.optional(),
  state: UserState.exclude(['deleted']).optional(),
  alert: AlertKind.optional(),
  teamId: Uuid.optional(),
  mailboxId: Uuid.optional(),
  twoFactor: flag.optional(),
  sort: z.enum(userSorts).default('name'),
});
export const UserPage = PageOf(User).meta({ id: 'UserPage' });

export const CreateUserBody = z
  .strictObject({
    firstName: Line(40),
    lastName: Line(40),
    email: EmailAddress,
    role: GivableRole,
    sendInvite: z.boolean().default(true),
    teamIds: IdList(100).optional(),
    mailboxIds: IdList(1000)
      .optional()
      .describe('Absent: all for an administrator, none for others. Given: just these.'),
    jobTitle: Line(50).nullable().optional(),
    phone: Phone.nullable().optional(),
    timezone: Timezone.optional(),
    locale: Locale.optional(),
  })
  .meta({ id: 'CreateUser' });

/** Further addresses of a person, for knowing them by; never for signing in. */
export const AlternateEmails = z
  .array(EmailAddress)
  .max(5)
  .refine((addresses) => new Set(addresses).size === addresses.length, 'must not name an address twice');

/** Fields that a person may change on themselves and managers on others. Role moves by managers only. */
export const UpdateUserBody = z
  .strictObject({
    firstName: Line(40).optional(),
    lastName: Line(40).optional(),
    role: GivableRole.optional(),
    jobTitle: Line(50).nullable().optional(),
    phone: Phone.nullable().optional(),
    timezone: Timezone.optional(),
    timeFormat: TimeFormat.optional(),
    locale: Locale.optional(),
    mention: Mention.optional(),
    alternateEmails: AlternateEmails.optional(),
  })
  .refine((body) => Object.keys(body).length > 0, 'must name at least one field')
  .meta({ id: 'UpdateUser' });

/** Seats that the plan bills. */
export const Seats = z
  .object({
    billable: z.int().nonnegative(),
    light: z.object({ used: z.int().nonnegative(), included: z.int().nonnegative() }),
    suspended: z.int().nonnegative(),
    pendingInvites: z.int().nonnegative(),
  })
  .meta({ id: 'Seats' });

/** What the caller may do, for front ends to show and hide things. Decisions are made by the services. */
export const Access = z
  .object({
    role: Role,
    permissions: z.array(Permission),
    plan: z.object({ name: PlanName, features: z.array(PlanFeature) }),
    mailboxes: z.array(z.object({ mailboxId: Uuid, sources: z.array(z.string()) })),
  })
  .meta({ id: 'Access' });

/** The account as its people see it. */
export const AccountSummary = z.object({ id: Uuid, name: z.string(), plan: PlanName }).meta({ id: 'AccountSummary' });

export const Me = User.extend({ account: AccountSummary }).meta({ id: 'Me' });

/** What a service needs to know of a person to write a mail or to decide a sign-in. Never leaves the house. */
export const Person = z.object({
  id: Uuid,
  accountId: Uuid,
  accountName: z.string(),
  email: z.string(),
  firstName: z.string(),
  lastName: z.string(),
  role: Role,
  state: UserState,
  timezone: z.string(),
  timeFormat: TimeFormat,
  locale: z.string(),
  version: z.int().positive(),
});
export type Person = z.infer<typeof Person>;
