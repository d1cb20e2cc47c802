import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { IdList, IsoTime, Nothing, TimeFormat, Timezone, Uuid } from './primitives.js';
import { Role } from './roles.js';
import {
  Access,
  CreateUserBody,
  ListUsersQuery,
  Me,
  Person,
  Seats,
  UpdateUserBody,
  UserPage,
  UserState,
  VersionedUser,
} from './users.js';

export const userCalls = {
  list: defineCall({
    subject: 'users.users.list.v1',
    authority: 'user',
    summary: 'One page of the account’s users who are not deleted.',
    request: ListUsersQuery,
    response: UserPage,
    errors: ['invalid_cursor', 'plan_required'],
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
  revokeInvitation: defineCall({
    subject: 'users.users.revoke-invitation.v1',
    authority: 'user',
    summary: 'Take back the open invitation, expired or not: its link dies and they can be invited again.',
    request: z.strictObject({ userId: Uuid }),
    response: VersionedUser,
    errors: ['already_active', 'conflict'],
  }),
  /** The first signed-in moment of an invited person: turns the row active at once, before any event arrives. */
  arrive: defineCall({
    subject: 'users.users.arrive.v1',
    authority: 'user',
    summary: 'Mark the caller active after acceptance; take the timezone and time format they chose. Idempotent.',
    request: z.strictObject({
      timezone: Timezone.optional(),
      timeFormat: TimeFormat.optional(),
      /** Which invitation was accepted: one that was revoked meanwhile opens nothing. */
      invitationVersion: z.int().positive().optional(),
    }),
    response: z.object({ me: Me, version: z.int().positive() }),
    errors: ['link_invalid'],
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
  invitationRevoked: defineEvent({
    type: 'user.invitation_revoked',
    version: 1,
    source: 'users',
    summary:
      'The open invitation was taken back, or went to an address that the person has no longer: its link and those of earlier versions are dead.',
    data: z.object({ userId: Uuid, invitation: z.object({ version: z.int().positive() }) }),
    example: { userId: aUser, invitation: { version: 2 } },
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
      'The role changed. To light user: removed from teams, keys and grants end, conversations become unassigned. Other fields that changed with it have `user.updated`, teams and mailboxes `user.access_changed`.',
    data: z.object({ userId: Uuid, from: Role, to: Role }),
    example: { userId: aUser, from: 'user', to: 'administrator' },
  }),
};
