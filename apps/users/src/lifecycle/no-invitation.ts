import type { SelectedUser } from '../users/user.mapper.js';

/** Columns after which no invitation is open, and links of earlier ones are dead by their version. */
export function noInvitation(row: Pick<SelectedUser, 'invitation_version'>) {
  return {
    invitation_version: row.invitation_version + 1,
    invitation_sent_at: null,
    invitation_expires_at: null,
    invited_by: null,
    invitation_mail_status: null,
    invitation_mail_detail: null,
    invitation_mail_at: null,
    revoked_invitation_sent_at: null,
  };
}
