import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import {
  EmailAddress,
  IdList,
  IdNumber,
  IsoTime,
  Line,
  Locale,
  Mention,
  Nothing,
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

/** What the icons on a user's tile say. `days` only with `inactive`: days since the last sign-in. */
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
    mailboxIds: IdList(1000).optional(),
    jobTitle: Line(50).nullable().optional(),
    phone: Phone.nullable().optional(),
    timezone: Timezone.optional(),
    locale: Locale.optional(),
  })
  .meta({ id: 'CreateUser' });

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

export const userCalls = {
  list: defineCall({
    subject: 'users.users.list.v1',
    authority: 'user',
    summary: 'One page of the account’s users who are not deleted.',
    request: ListUsersQuery,
    response: UserPage,
    errors: ['invalid_cursor'],
  }),
  get: defineCall({
    subject: 'users.users.get.v1',
    authority: 'user',
    summary: 'One user; oneself, or anybody with users.manage.',
    request: z.strictObject({ userId: Uuid }),
    response: VersionedUser,
  }),
  me: defineCall({
    subject: 'users.users.me.v1',
    authority: 'user',
    summary: 'The caller with their account.',
    request: Nothing,
    response: z.object({ me: Me, version: z.int().positive() }),
  }),
  access: defineCall({
    subject: 'users.users.access.v1',
    authority: 'user',
    summary: 'What the caller may do.',
    request: Nothing,
    response: Access,
  }),
  create: defineCall({
    subject: 'users.users.create.v1',
    authority: 'user',
    summary: 'Create a user, with teams and mailboxes, and invite them unless sendInvite is false.',
    request: CreateUserBody,
    response: VersionedUser,
    errors: ['email_taken', 'plan_required', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
  update: defineCall({
    subject: 'users.users.update.v1',
    authority: 'user',
    summary: 'Change fields of a user. `expectedVersion` comes from If-Match.',
    request: z.strictObject({ userId: Uuid, expectedVersion: z.int().positive().optional(), changes: UpdateUserBody }),
    response: VersionedUser,
    errors: ['stale', 'mention_taken', 'plan_required', 'last_owner'],
  }),
  seats: defineCall({
    subject: 'users.users.seats.v1',
    authority: 'user',
    summary: 'Seats used and included.',
    request: Nothing,
    response: Seats,
  }),
  invite: defineCall({
    subject: 'users.users.invite.v1',
    authority: 'user',
    summary: 'Send or re-send the invitation; the old link dies.',
    request: z.strictObject({ userId: Uuid }),
    response: VersionedUser,
    errors: ['already_active', 'conflict', 'idempotency_conflict', 'idempotency_in_progress'],
  }),
  /** The first signed-in moment of an invited person: turns the row active at once, before any event arrives. */
  arrive: defineCall({
    subject: 'users.users.arrive.v1',
    authority: 'user',
    summary: 'Mark the caller active after acceptance; take the timezone and time format they chose. Idempotent.',
    request: z.strictObject({ timezone: Timezone.optional(), timeFormat: TimeFormat.optional() }),
    response: z.object({ me: Me, version: z.int().positive() }),
  }),
};

export const peopleCalls = {
  resolve: defineCall({
    subject: 'users.people.resolve.v1',
    clients: ['auth', 'notifications'],
    authority: 'service',
    summary:
      'Names and addresses for ids, for sign-in and mails. Unknown ids are left out; deleted people are included.',
    request: z.strictObject({ userIds: IdList(200) }),
    response: z.object({ people: z.array(Person) }),
  }),
  managers: defineCall({
    subject: 'users.people.managers.v1',
    clients: ['auth', 'notifications'],
    authority: 'service',
    summary: 'Up to 50 active people of an account who may send invitations, owner first.',
    request: z.strictObject({ accountId: Uuid }),
    response: z.object({ people: z.array(Person) }),
  }),
  mayManage: defineCall({
    subject: 'users.people.may-manage.v1',
    clients: ['auth'],
    authority: 'service',
    summary: 'Policy decision: may `actorId` manage `targetId` now? Asked where a credential is used.',
    request: z.strictObject({ accountId: Uuid, actorId: Uuid, targetId: Uuid }),
    response: z.object({ allowed: z.boolean() }),
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';

export const userEvents = {
  created: defineEvent({
    type: 'user.created',
    version: 1,
    source: 'users',
    summary: 'A user exists. `invitation` is set when they are to be invited at once.',
    data: z.object({
      userId: Uuid,
      role: Role,
      state: UserState,
      invitation: z.object({ version: z.int().positive(), expiresAt: IsoTime, invitedBy: Uuid }).nullable(),
    }),
    example: {
      userId: aUser,
      role: 'user',
      state: 'invited',
      invitation: { version: 1, expiresAt: '2026-12-01T08:00:00.000Z', invitedBy: aUser },
    },
  }),
  invited: defineEvent({
    type: 'user.invited',
    version: 1,
    source: 'users',
    summary: 'The invitation was sent again; links of earlier versions are dead.',
    data: z.object({
      userId: Uuid,
      invitation: z.object({ version: z.int().positive(), expiresAt: IsoTime, invitedBy: Uuid }),
    }),
    example: { userId: aUser, invitation: { version: 2, expiresAt: '2026-12-01T08:00:00.000Z', invitedBy: aUser } },
  }),
  activated: defineEvent({
    type: 'user.activated',
    version: 1,
    source: 'users',
    summary: 'The invited person accepted and is active.',
    data: z.object({ userId: Uuid }),
    example: { userId: aUser },
  }),
  updated: defineEvent({
    type: 'user.updated',
    version: 1,
    source: 'users',
    summary: 'Fields of the user changed; `changed` names them, their values are read by id.',
    data: z.object({ userId: Uuid, changed: z.array(z.string()) }),
    example: { userId: aUser, changed: ['jobTitle'] },
  }),
  roleChanged: defineEvent({
    type: 'user.role_changed',
    version: 1,
    source: 'users',
    summary:
      'The role changed. To light user: removed from teams, keys and grants end, conversations become unassigned.',
    data: z.object({ userId: Uuid, from: Role, to: Role }),
    example: { userId: aUser, from: 'user', to: 'administrator' },
  }),
};
