import { AppError } from '#errors';
import { stateOf, type SelectedUser } from './user.mapper.js';

/** @throws AppError `already_active`; `conflict` while the person is suspended */
export function requireInvitable(row: SelectedUser): void {
  const state = stateOf(row);
  if (state === 'active') throw new AppError('already_active');
  if (state === 'suspended') throw new AppError('conflict', { detail: 'The person is suspended' });
}

/** @throws AppError as {@link requireInvitable}; `conflict` when no invitation is open, expired ones among them */
export function requireOpenInvitation(row: SelectedUser): void {
  requireInvitable(row);
  if (stateOf(row) === 'not_invited') throw new AppError('conflict', { detail: 'There is no open invitation' });
}

/** Whether somebody could still accept, or ask for a newer link: expired ones among them. */
export function hasOpenInvitation(row: Pick<SelectedUser, 'accepted_at' | 'invitation_sent_at'>): boolean {
  return row.accepted_at === null && row.invitation_sent_at !== null;
}

type Revocable = Pick<SelectedUser, 'invitation_sent_at' | 'revoked_invitation_version' | 'accepted_at'>;

/**
 * Whether an acceptance came too late: auth spends a link before it hears of the revocation, and the row decides.
 * @param accepted version of the invitation; without it the newest is meant
 */
export function isRevoked(row: Revocable, accepted: number | undefined): boolean {
  if (row.accepted_at !== null) return false;
  if (accepted !== undefined) return accepted <= row.revoked_invitation_version;
  return row.invitation_sent_at === null && row.revoked_invitation_version > 0;
}
