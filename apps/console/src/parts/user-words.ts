import type { AlertKind, Invitation, Role, User, UserAlert, UserState } from '../api/types.js';
import { dayOf, daysText, fromNow } from './times.js';

export const roleWords: Record<Role, string> = {
  owner: 'Account owner',
  administrator: 'Administrator',
  user: 'User',
  light_user: 'Light user',
};

export const stateWords: Record<UserState, string> = {
  not_invited: 'Not invited',
  invited: 'Invited',
  invite_expired: 'Invitation expired',
  active: 'Active',
  suspended: 'Suspended',
  deleted: 'Deleted',
};

export function fullName(user: { firstName: string; lastName: string }): string {
  return `${user.firstName} ${user.lastName}`;
}

type Alerted = Pick<User, 'firstName' | 'invitation'>;

function expiryText({ firstName, invitation }: Alerted): string {
  const when = invitation === null ? '' : ` on ${dayOf(invitation.expiresAt)}`;
  return `${firstName} was sent an invitation, but it expired${when} before they accepted it.`;
}

function wasRevoked({ invitation }: Pick<User, 'invitation'>): boolean {
  return invitation?.status === 'revoked';
}

function absentInvitationText(user: Alerted): string {
  const { firstName } = user;
  if (wasRevoked(user)) return `The invitation of ${firstName} was revoked. They have not been invited again.`;
  return `${firstName} has not been invited yet.`;
}

function bounceText({ firstName, invitation }: Alerted): string {
  const words = invitation?.mail.detail;
  const start = `The invitation mail to ${firstName} came back.`;
  return words ? `${start} Their mail server says: ${words}` : start;
}

function absenceText({ days }: UserAlert, { firstName }: Alerted): string {
  return `${firstName} has not signed in for ${days === undefined ? 'over 30 days' : daysText(days)}.`;
}

const alertTexts: Record<AlertKind, (alert: UserAlert, user: Alerted) => string> = {
  not_invited: (_alert, user) => absentInvitationText(user),
  invite_expired: (_alert, user) => expiryText(user),
  inactive: absenceText,
  too_many_failed_sign_ins: (_alert, { firstName }) =>
    `Signing in by password is locked for ${firstName} after too many wrong passwords. A password reset unlocks it.`,
  invite_bounced: (_alert, user) => bounceText(user),
};

/** What an icon on a tile means: shown on hover and focus, and read by screen readers. */
export function alertText(alert: UserAlert, user: Alerted): string {
  return alertTexts[alert.kind](alert, user);
}

const mailWords: Record<Invitation['mail']['status'], string> = {
  queued: 'the mail is on its way out',
  accepted: 'their mail server took it',
  bounced: 'the mail came back',
  suppressed: 'not mailed, because the address does not take mail',
};

/** How far the newest invitation got, in one line; undefined when there is nothing to tell. */
export function invitationText(user: Pick<User, 'state' | 'invitation'>): string | undefined {
  const { invitation, state } = user;
  if (state === 'not_invited') return wasRevoked(user) ? 'The invitation was revoked' : 'No invitation sent so far';
  if (invitation === null || !isInvitationOpen(state)) return undefined;
  const sent = `Sent ${fromNow(invitation.sentAt)}, ${mailWords[invitation.mail.status]}`;
  const past = state === 'invite_expired';
  return `${sent}; ${past ? 'expired' : 'expires'} ${fromNow(invitation.expiresAt)}`;
}

/** Whether an invitation waits to be accepted, or for another one in its place. */
export function isInvitationOpen(state: UserState): boolean {
  return state === 'invited' || state === 'invite_expired';
}

/** The words on the button that sends the invitation; undefined where there is nobody to invite. */
export function inviteAction(state: UserState): string | undefined {
  if (state === 'not_invited') return 'Send invitation';
  return isInvitationOpen(state) ? 'Re-send' : undefined;
}

/** When somebody was last here, for those who have been. */
export function presenceText(user: Pick<User, 'state' | 'lastActiveAt' | 'lastSignInAt'>): string | undefined {
  const last = user.lastActiveAt ?? user.lastSignInAt;
  if (user.state !== 'active' && user.state !== 'suspended') return undefined;
  return last === null ? 'Has not signed in since joining' : `Last seen ${fromNow(last)}`;
}

/** What to announce about a row that changed; undefined when nothing a reader would notice did. */
export function changeText(before: User, after: User): string | undefined {
  const name = fullName(after);
  if (after.state === 'deleted') return `${name} was deleted.`;
  if (before.state !== after.state) return `${name}: ${stateWords[after.state]}.`;
  const mail = after.invitation?.mail.status;
  return mail !== undefined && mail !== before.invitation?.mail.status
    ? `Invitation of ${name}: ${mailWords[mail]}.`
    : undefined;
}
