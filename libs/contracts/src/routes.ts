import { z } from 'zod';
import { apiKeyRoutes } from './api-keys-routes.js';
import { auditRoutes } from './audit-routes.js';
import { bulkRoutes } from './bulk-routes.js';
import type { Route } from './http.js';
import { defineRoute } from './http.js';
import { lifecycleRoutes } from './lifecycle-routes.js';
import { policyRoutes } from './policy-routes.js';
import { AcceptInvitationBody, InvitationView, LookupInvitationBody, RenewInvitationBody } from './links.js';
import { placesRoutes } from './places-routes.js';
import { ListPlacesQuery, MailboxPage, TeamPage } from './places.js';
import { Uuid } from './primitives.js';
import { profileRoutes } from './profile-routes.js';
import { keyRoutes } from './key-routes.js';
import { recoveryRoutes } from './recovery-routes.js';
import { SignInAnswer } from './sign-in-answer.js';
import { CreateSessionBody, ReauthenticateBody } from './sign-in.js';
import { twoFactorRoutes } from './two-factor-routes.js';
import { Access, CreateUserBody, ListUsersQuery, Me, Seats, UpdateUserBody, User, UserPage } from './users.js';

export const RefreshSessionBody = z
  .strictObject({ refreshToken: z.string().min(1).max(512) })
  .meta({ id: 'RefreshSession' });
export const TokenPair = z
  .object({ accessToken: z.string(), refreshToken: z.string(), expiresIn: z.int() })
  .meta({ id: 'TokenPair' });

const userId = z.strictObject({ id: z.union([Uuid, z.literal('me')]) });

export const routes = {
  ...recoveryRoutes,
  createSession: defineRoute({
    id: 'sessions.create',
    method: 'POST',
    path: '/v1/sessions',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Sign in by password. 201 signed in; 200 when a second factor or its enrolment is still needed.',
    body: CreateSessionBody,
    status: 201,
    otherStatus: [200],
    answer: SignInAnswer,
    errors: ['invalid_credentials', 'cross_site_request'],
  }),
  refreshSession: defineRoute({
    id: 'sessions.refresh',
    method: 'POST',
    path: '/v1/sessions/refresh',
    access: 'public',
    tag: 'Sign-in',
    summary: 'A new pair for a refresh token. The same answer within 10 s; reuse later ends the session.',
    body: RefreshSessionBody,
    answer: TokenPair,
    errors: ['refresh_token_invalid', 'forbidden'],
  }),
  endSession: defineRoute({
    id: 'sessions.end',
    method: 'DELETE',
    path: '/v1/sessions/current',
    tag: 'Sign-in',
    summary: 'Sign out.',
  }),
  lookupInvitation: defineRoute({
    id: 'invitations.lookup',
    method: 'POST',
    path: '/v1/invitations/lookup',
    access: 'public',
    tag: 'Sign-in',
    summary: 'What an invitation is for. Never spends it.',
    body: LookupInvitationBody,
    answer: InvitationView,
    errors: ['link_invalid', 'link_expired', 'forbidden'],
  }),
  acceptInvitation: defineRoute({
    id: 'invitations.accept',
    method: 'POST',
    path: '/v1/invitations/acceptances',
    access: 'public',
    tag: 'Sign-in',
    summary: 'Accept an invitation: set the password and be signed in. Spends the link.',
    body: AcceptInvitationBody,
    status: 201,
    otherStatus: [200],
    answer: SignInAnswer,
    errors: ['link_invalid', 'link_expired', 'password_too_weak', 'cross_site_request', 'forbidden'],
  }),
  renewInvitation: defineRoute({
    id: 'invitations.renew',
    method: 'POST',
    path: '/v1/invitations/renewals',
    access: 'public',
    tag: 'Sign-in',
    summary:
      'The holder of an expired invitation asks for a new one; those who can send it are told, once for each invitation.',
    body: RenewInvitationBody,
    status: 202,
    errors: ['link_invalid', 'forbidden'],
  }),
  getMe: defineRoute({
    id: 'me.get',
    method: 'GET',
    path: '/v1/me',
    tag: 'Me',
    summary: 'Who am I.',
    answer: Me,
    etag: true,
  }),
  updateMe: defineRoute({
    id: 'me.update',
    method: 'PATCH',
    path: '/v1/me',
    tag: 'Me',
    summary: 'Change one’s own profile.',
    body: UpdateUserBody,
    answer: User,
    errors: ['stale', 'mention_taken'],
    etag: true,
  }),
  reauthenticate: defineRoute({
    id: 'me.reauthenticate',
    method: 'POST',
    path: '/v1/me/reauthentications',
    tag: 'Me',
    summary: 'Prove once more that it is you; what needs a fresh proof is open for ten minutes after.',
    body: ReauthenticateBody,
    errors: ['invalid_credentials', 'second_factor_invalid'],
  }),
  getMyAccess: defineRoute({
    id: 'me.access',
    method: 'GET',
    path: '/v1/me/access',
    tag: 'Me',
    summary: 'What the caller may do: permissions, mailboxes with sources, features of the plan.',
    answer: Access,
  }),
  listUsers: defineRoute({
    id: 'users.list',
    method: 'GET',
    path: '/v1/users',
    tag: 'Users',
    summary: 'Users who are not deleted, with alerts. Needs users.manage.',
    query: ListUsersQuery,
    answer: UserPage,
    errors: ['invalid_cursor', 'plan_required'],
  }),
  getSeats: defineRoute({
    id: 'users.seats',
    method: 'GET',
    path: '/v1/users/seats',
    tag: 'Users',
    summary: 'Seats used and included.',
    answer: Seats,
  }),
  createUser: defineRoute({
    id: 'users.create',
    method: 'POST',
    path: '/v1/users',
    tag: 'Users',
    summary: 'Create a user, and invite them unless sendInvite is false.',
    body: CreateUserBody,
    status: 201,
    answer: User,
    errors: ['email_taken', 'plan_required', 'idempotency_conflict', 'idempotency_in_progress'],
    idempotent: true,
    etag: true,
  }),
  getUser: defineRoute({
    id: 'users.get',
    method: 'GET',
    path: '/v1/users/{id}',
    tag: 'Users',
    summary: 'One user.',
    params: userId,
    answer: User,
    etag: true,
  }),
  updateUser: defineRoute({
    id: 'users.update',
    method: 'PATCH',
    path: '/v1/users/{id}',
    tag: 'Users',
    summary: 'Change a user. Send the ETag as If-Match to notice concurrent changes.',
    params: userId,
    body: UpdateUserBody,
    answer: User,
    errors: ['stale', 'mention_taken', 'plan_required', 'last_owner'],
    etag: true,
  }),
  inviteUser: defineRoute({
    id: 'users.invite',
    method: 'POST',
    path: '/v1/users/{id}/invitation',
    tag: 'Users',
    summary: 'Send or re-send the invitation; the old link dies.',
    params: userId,
    status: 202,
    answer: User,
    errors: ['already_active', 'conflict', 'idempotency_conflict', 'idempotency_in_progress'],
    idempotent: true,
  }),
  revokeInvitation: defineRoute({
    id: 'users.revokeInvitation',
    method: 'DELETE',
    path: '/v1/users/{id}/invitation',
    tag: 'Users',
    summary: 'Take back the open invitation, expired or not. Its link dies; they can be invited again.',
    params: userId,
    answer: User,
    errors: ['already_active', 'conflict'],
    etag: true,
  }),
  ...lifecycleRoutes,
  listTeams: defineRoute({
    id: 'teams.list',
    method: 'GET',
    path: '/v1/teams',
    tag: 'Teams',
    summary: 'Teams by name.',
    query: ListPlacesQuery,
    answer: TeamPage,
    errors: ['invalid_cursor', 'plan_required'],
  }),
  listMailboxes: defineRoute({
    id: 'mailboxes.list',
    method: 'GET',
    path: '/v1/mailboxes',
    tag: 'Mailboxes',
    summary: 'Mailboxes by name.',
    query: ListPlacesQuery,
    answer: MailboxPage,
    errors: ['invalid_cursor'],
  }),
  ...placesRoutes,
  streamEvents: defineRoute({
    id: 'events.stream',
    method: 'GET',
    path: '/v1/events',
    tag: 'Live',
    summary:
      'Server-sent events: `user.changed` with `{userId, version}` for those with users.manage, oneself otherwise; `team.changed` with `{teamId, version}` and `account.changed` for all; `mailbox.changed` with `{mailboxId, version}` for those who hand mailboxes out, and of those that one can use.',
    status: 200,
  }),
  ...policyRoutes,
  ...auditRoutes,
  ...bulkRoutes,
  ...profileRoutes,
  ...twoFactorRoutes,
  ...apiKeyRoutes,
  ...keyRoutes,
} satisfies Record<string, Route>;
