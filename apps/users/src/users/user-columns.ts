import { teamsCount } from '../policy/plan-conditions.js';
import { inactiveAfterDays } from './user.mapper.js';

const own = [
  'id',
  'account_id',
  'number',
  'first_name',
  'last_name',
  'email',
  'alternate_emails',
  'role',
  'job_title',
  'phone',
  'timezone',
  'time_format',
  'locale',
  'mention',
  'photo_id',
  'two_factor_enabled',
  'invitation_version',
  'invitation_sent_at',
  'invitation_expires_at',
  'invitation_mail_status',
  'invitation_mail_detail',
  'invitation_mail_at',
  'revoked_invitation_version',
  'revoked_invitation_sent_at',
  'accepted_at',
  'suspended_at',
  'suspended_until',
  'suspension_reason',
  'deleted_at',
  'restored_at',
  'locked_at',
  'last_sign_in_at',
  'last_active_at',
  'version',
  'created_at',
  'updated_at',
];

/** Columns of `users u` alone. */
export const ownColumns = columnsOf(own);

function columnsOf(names: readonly string[]): string {
  return names.map((name) => `u.${name}`).join(', ');
}

const teamIds = `ARRAY(SELECT tm.team_id FROM team_members tm
  WHERE tm.account_id = u.account_id AND tm.user_id = u.id AND ${teamsCount} ORDER BY tm.team_id)`;

/** Effective access: the owner has all; others what they and their teams were granted. */
const mailboxIds = `CASE WHEN u.role = 'owner'
  THEN ARRAY(SELECT m.id FROM mailboxes m WHERE m.account_id = u.account_id ORDER BY m.id)
  ELSE ARRAY(
    SELECT g.mailbox_id FROM mailbox_grants g WHERE g.account_id = u.account_id AND g.user_id = u.id
    UNION SELECT t.mailbox_id FROM team_members tm
      JOIN team_mailbox_grants t ON t.account_id = tm.account_id AND t.team_id = tm.team_id
      WHERE tm.account_id = u.account_id AND tm.user_id = u.id AND ${teamsCount}
    ORDER BY 1) END`;

const places = `${teamIds} AS team_ids, ${mailboxIds} AS mailbox_ids`;

/** Everything that is asked of a user, from `users u`; `$1` is the account. */
export const userColumns = `${ownColumns}, ${places}`;

const unlisted = new Set(['account_id', 'version', 'invitation_version', 'revoked_invitation_version', 'restored_at']);

/** What a user shows in lists, see `ListedUser`; `$1` is the account. */
export const listColumns = `${columnsOf(own.filter((column) => !unlisted.has(column)))}, ${places}`;

/** The state that follows from the facts of `users u`; `stateOf` says the same of a row. */
export const userStateSql = `CASE
  WHEN u.deleted_at IS NOT NULL THEN 'deleted'
  WHEN u.suspended_at IS NOT NULL THEN 'suspended'
  WHEN u.accepted_at IS NOT NULL THEN 'active'
  WHEN u.invitation_sent_at IS NULL THEN 'not_invited'
  WHEN u.invitation_expires_at > now() THEN 'invited'
  ELSE 'invite_expired' END`;

/** The part of the state that does not move with the time, as the index `ix_users_stage` has it. */
const stageSql = `(CASE WHEN u.suspended_at IS NOT NULL THEN 'suspended' WHEN u.accepted_at IS NOT NULL THEN 'active'
  WHEN u.invitation_sent_at IS NULL THEN 'not_invited' ELSE 'invited' END)`;
const pending = 'u.suspended_at IS NULL AND u.accepted_at IS NULL AND u.invitation_sent_at IS NOT NULL';

/** What is asked of those who are listed. */
export interface ListCondition {
  /** In the words of an index that has them in the order of the names. */
  inIndex?: string;
  /** What else is asked of them, or everything when no index has it in that order. */
  other?: string;
}

const inStage = (stage: string): string => `${stageSql} = '${stage}'`;

/** Who may be invited for the first time. */
export const notInvitedSql = inStage('not_invited');

const invited = (other: string): ListCondition => ({ inIndex: inStage('invited'), other: `${pending} AND ${other}` });

/** Conditions of each state on users who are not deleted; `stateOf` says the same. */
export const stateConditions = {
  not_invited: { inIndex: notInvitedSql },
  invited: invited('u.invitation_expires_at > now()'),
  invite_expired: invited('u.invitation_expires_at <= now()'),
  active: { inIndex: inStage('active') },
  suspended: { inIndex: inStage('suspended') },
} satisfies Record<string, ListCondition>;

/** Conditions under which each alert shows; `alertsOf` says the same of a row. */
export const alertConditions = {
  not_invited: stateConditions.not_invited,
  invite_expired: stateConditions.invite_expired,
  invite_bounced: { inIndex: `(${pending} AND u.invitation_mail_status = 'bounced')` },
  inactive: {
    other: `u.suspended_at IS NULL AND u.accepted_at IS NOT NULL
    AND coalesce(u.last_sign_in_at, u.accepted_at) < now() - interval '${inactiveAfterDays * 24} hours'`,
  },
  too_many_failed_sign_ins: { inIndex: 'u.locked_at IS NOT NULL' },
} satisfies Record<string, ListCondition>;
