import type { Me, Role, User, UserAlert, UserState } from '#contracts';
import type { z } from 'zod';
import type { Actor } from '../policy/actor.repository.js';
import { photoUrlOf } from '../photos/photo-url.js';
import { initialsOf } from './names.js';

/** A user as the statements of the repository select it. */
export interface SelectedUser {
  id: string;
  account_id: string;
  number: number;
  first_name: string;
  last_name: string;
  email: string;
  alternate_emails: string[];
  role: Role;
  job_title: string | null;
  phone: string | null;
  timezone: string;
  time_format: '12h' | '24h';
  locale: string;
  mention: string;
  photo_id: string | null;
  two_factor_enabled: boolean;
  invitation_version: number;
  invitation_sent_at: Date | null;
  invitation_expires_at: Date | null;
  invitation_mail_status: 'queued' | 'accepted' | 'bounced' | 'suppressed' | null;
  invitation_mail_detail: string | null;
  invitation_mail_at: Date | null;
  revoked_invitation_version: number;
  revoked_invitation_sent_at: Date | null;
  accepted_at: Date | null;
  suspended_at: Date | null;
  suspended_until: Date | null;
  suspension_reason: string | null;
  deleted_at: Date | null;
  restored_at: Date | null;
  locked_at: Date | null;
  last_sign_in_at: Date | null;
  last_active_at: Date | null;
  version: number;
  created_at: Date;
  updated_at: Date;
  team_ids: string[];
  mailbox_ids: string[];
}

type InvitationView = NonNullable<User['invitation']>;

/** What of it is read for lists. */
export type ListedUser = Omit<
  SelectedUser,
  'account_id' | 'version' | 'invitation_version' | 'revoked_invitation_version' | 'restored_at'
>;

const day = 86_400_000;
/** After so many days without a sign-in the tile shows the grey clock. */
export const inactiveAfterDays = 30;

type Facts = Pick<
  SelectedUser,
  'deleted_at' | 'suspended_at' | 'accepted_at' | 'invitation_sent_at' | 'invitation_expires_at'
>;

/** The state that follows from what happened and the time. `userStateSql` says the same in SQL. */
export function stateOf(row: Facts, now = Date.now()): UserState {
  if (row.deleted_at !== null) return 'deleted';
  if (row.suspended_at !== null) return 'suspended';
  if (row.accepted_at !== null) return 'active';
  if (row.invitation_sent_at === null) return 'not_invited';
  return (row.invitation_expires_at?.getTime() ?? 0) > now ? 'invited' : 'invite_expired';
}

function iso(time: Date | null): string | null {
  return time === null ? null : time.toISOString();
}

function since(time: Date | null): { since?: string } {
  return time === null ? {} : { since: time.toISOString() };
}

function inactivity(row: ListedUser, now: number): UserAlert[] {
  const last = row.last_sign_in_at ?? row.accepted_at;
  const days = last === null ? 0 : (now - last.getTime()) / day;
  return days > inactiveAfterDays ? [{ kind: 'inactive', days: Math.floor(days), ...since(last) }] : [];
}

/** What the icons of the tile say. */
export function alertsOf(row: ListedUser, now = Date.now()): UserAlert[] {
  const state = stateOf(row, now);
  const pending = state === 'invited' || state === 'invite_expired';
  return [
    ...(state === 'not_invited' ? [{ kind: 'not_invited' as const }] : []),
    ...(state === 'invite_expired' ? [{ kind: 'invite_expired' as const, ...since(row.invitation_expires_at) }] : []),
    ...(pending && row.invitation_mail_status === 'bounced'
      ? [{ kind: 'invite_bounced' as const, ...since(row.invitation_mail_at) }]
      : []),
    ...(state === 'active' ? inactivity(row, now) : []),
    ...(row.locked_at === null ? [] : [{ kind: 'too_many_failed_sign_ins' as const, ...since(row.locked_at) }]),
  ];
}

function invitationStatusOf(row: ListedUser, expiresAt: Date, now: number): InvitationView['status'] {
  if (row.invitation_sent_at === null) return 'revoked';
  if (row.accepted_at !== null) return 'accepted';
  return expiresAt.getTime() > now ? 'pending' : 'expired';
}

function invitationOf(row: ListedUser, now: number): User['invitation'] {
  const { invitation_expires_at: expiresAt } = row;
  const sentAt = row.invitation_sent_at ?? row.revoked_invitation_sent_at;
  if (sentAt === null || expiresAt === null) return null;
  return {
    status: invitationStatusOf(row, expiresAt, now),
    sentAt: sentAt.toISOString(),
    expiresAt: expiresAt.toISOString(),
    mail: {
      status: row.invitation_mail_status ?? 'queued',
      detail: row.invitation_mail_detail,
      at: (row.invitation_mail_at ?? sentAt).toISOString(),
    },
  };
}

function suspensionOf(row: ListedUser): User['suspension'] {
  const { suspended_at: since, suspended_until: until, suspension_reason: reason } = row;
  return since === null ? null : { since: since.toISOString(), until: iso(until), reason };
}

/** Row -> what the API shows. */
export function toUser(row: ListedUser): User {
  const now = Date.now();
  return {
    id: row.id,
    number: row.number,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    alternateEmails: row.alternate_emails,
    role: row.role,
    state: stateOf(row, now),
    alerts: alertsOf(row, now),
    jobTitle: row.job_title,
    phone: row.phone,
    timezone: row.timezone,
    timeFormat: row.time_format,
    locale: row.locale,
    initials: initialsOf(row.first_name, row.last_name),
    mention: row.mention,
    photoUrl: photoUrlOf(row.photo_id),
    twoFactorEnabled: row.two_factor_enabled,
    teamIds: row.team_ids,
    mailboxIds: row.mailbox_ids,
    invitation: invitationOf(row, now),
    suspension: suspensionOf(row),
    lastSignInAt: iso(row.last_sign_in_at),
    lastActiveAt: iso(row.last_active_at),
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
  };
}

export function toVersioned(row: SelectedUser): { user: User; version: number } {
  return { user: toUser(row), version: row.version };
}

export function toMe(row: SelectedUser, actor: Actor): { me: z.infer<typeof Me>; version: number } {
  const account = { id: actor.accountId, name: actor.accountName, plan: actor.plan };
  return { me: { ...toUser(row), account }, version: row.version };
}
