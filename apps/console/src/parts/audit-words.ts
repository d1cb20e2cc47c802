import type { AuditEntry } from '../api/types.js';

/** What was done, to follow a name. Others than these are told by their own name. */
export const actionWords: Record<string, string> = {
  'account.created': 'created the account',
  'account.updated': 'changed the account',
  'account.ownership_transfer_requested': 'offered the ownership',
  'account.ownership_transfer_withdrawn': 'ended the offer of the ownership',
  'account.ownership_transferred': 'transferred the ownership',
  'account.role_permissions_changed': 'changed what a role may do',
  'account.api_token_created': 'made an API token of the account',
  'account.api_token_guardian_changed': 'changed the guardian of an API token',
  'account.api_token_revoked': 'revoked an API token of the account',
  'account.api_token_rotated': 'replaced an API token of the account',
  'import.started': 'started an import',
  'import.cancelled': 'cancelled an import',
  'import.failed': 'could not finish an import',
  'import.finished': 'finished an import',
  'mailbox.created': 'created a mailbox',
  'mailbox.updated': 'changed a mailbox',
  'mailbox.deleted': 'deleted a mailbox',
  'second_factor.disabled': 'removed a second factor',
  'second_factor.enabled': 'added a second factor',
  'second_factor.reset': 'reset two-factor sign-in',
  'team.created': 'created a team',
  'team.updated': 'changed a team',
  'team.deleted': 'deleted a team',
  'team.members_changed': 'changed the members of a team',
  'team.mailboxes_changed': 'changed the mailboxes of a team',
  'team.photo_changed': 'changed the photo of a team',
  'user.api_key_created': 'made an API key',
  'user.api_key_revoked': 'revoked an API key',
  'user.api_key_rotated': 'replaced an API key',
  'user.auto_bcc_changed': 'changed Auto Bcc',
  'user.created': 'created a user',
  'user.deleted': 'deleted a user',
  'user.email_change_requested': 'asked for another address',
  'user.email_changed': 'changed the address',
  'user.erased': 'erased what was personal',
  'user.invitation_revoked': 'revoked an invitation',
  'user.invited': 'sent an invitation',
  'user.mailboxes_changed': 'changed mailbox access',
  'user.password_set': 'set a password',
  'user.permissions_changed': 'changed feature permissions',
  'user.photo_changed': 'changed the photo',
  'user.preferences_changed': 'changed notifications',
  'user.restored': 'restored a user',
  'user.role_changed': 'changed the role',
  'user.session_ended': 'ended a session',
  'user.sign_in_locked': 'locked signing in by password',
  'user.sign_in_unlocked': 'unlocked signing in by password',
  'user.suspended': 'suspended a user',
  'user.suspension_changed': 'changed a suspension',
  'user.suspension_lifted': 'lifted a suspension',
  'user.teams_changed': 'changed teams',
  'user.updated': 'changed the profile',
};

/** "user.locked_out" as "user: locked out" when there are no better words. */
export function actionText(action: string): string {
  return actionWords[action] ?? action.replace('.', ': ').replaceAll('_', ' ');
}

/** `firstName` as "First name". */
export function fieldText(field: string): string {
  const words = field.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const longest = 160;

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  const simple = Array.isArray(value) && value.every((one) => typeof one !== 'object');
  return simple ? value.join(', ') : JSON.stringify(value ?? '');
}

/** A value in one short line. */
export function valueText(value: unknown): string {
  const text = value === null || value === undefined ? '' : plainText(value);
  if (text === '') return 'nothing';
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** Each changed field with what it was and is. */
export function changeLines({
  change,
}: Pick<AuditEntry, 'change'>): { field: string; before: string; after: string }[] {
  return Object.entries(change).map(([field, { before, after }]) => ({
    field: fieldText(field),
    before: valueText(before),
    after: valueText(after),
  }));
}
