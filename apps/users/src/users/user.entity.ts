import { Check, Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { AccountRow } from '../accounts/account.entity.js';

/**
 * A person of an account. The state (`invited`, `active`, ...) is not stored: it follows from these facts and the time,
 * so that an expiry needs no worker.
 */
@Entity({ name: 'users' })
@Unique('uq_users_account_id', ['accountId', 'id'])
@Unique('uq_users_number', ['number'])
// Addresses are unique over all accounts: sign-in knows nothing but the address.
@Index('uq_users_email', { synchronize: false })
@Index('uq_users_owner', { synchronize: false })
@Index('ix_users_name', { synchronize: false })
@Index('ix_users_created', { synchronize: false })
@Index('ix_users_last_active', { synchronize: false })
@Index('ix_users_search', { synchronize: false })
@Index('ix_users_search_sample', { synchronize: false })
@Index('ix_users_role', { synchronize: false })
@Index('ix_users_stage', { synchronize: false })
@Index('ix_users_two_factor', { synchronize: false })
@Index('ix_users_invitation_expires', { synchronize: false })
@Index('ix_users_bounced', { synchronize: false })
@Index('ix_users_locked', { synchronize: false })
@Index('ix_users_last_seen', { synchronize: false })
@Check('ck_users_role', "role IN ('owner', 'administrator', 'user', 'light_user')")
@Check('ck_users_mail_status', "invitation_mail_status IN ('queued', 'accepted', 'bounced', 'suppressed')")
@Check('ck_users_suspension', 'suspended_at IS NOT NULL OR (suspended_until IS NULL AND suspension_reason IS NULL)')
@Check('ck_users_erased', 'erased_at IS NULL OR deleted_at IS NOT NULL')
@Index('ix_users_suspended_until', { synchronize: false })
@Index('ix_users_deleted', { synchronize: false })
@Index('ix_users_to_erase', { synchronize: false })
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_users_account' })
export class UserRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_users' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('integer', { name: 'number' }) @Generated('increment') number!: number;
  @Column('text', { name: 'first_name' }) firstName!: string;
  @Column('text', { name: 'last_name' }) lastName!: string;
  @Column('text', { name: 'email' }) email!: string;
  @Column('text', { name: 'alternate_emails', array: true, default: () => "'{}'" }) alternateEmails!: string[];
  @Column('text', { name: 'role' }) role!: string;
  @Column('text', { name: 'job_title', nullable: true }) jobTitle!: string | null;
  @Column('text', { name: 'phone', nullable: true }) phone!: string | null;
  @Column('text', { name: 'timezone' }) timezone!: string;
  @Column('text', { name: 'time_format' }) timeFormat!: string;
  @Column('text', { name: 'locale' }) locale!: string;
  @Column('text', { name: 'mention' }) mention!: string;
  @Column('text', { name: 'sort_name' }) sortName!: string;
  @Column('text', { name: 'search_text' }) searchText!: string;
  @Column('boolean', { name: 'two_factor_enabled', default: false }) twoFactorEnabled!: boolean;
  @Column('integer', { name: 'invitation_version', default: 0 }) invitationVersion!: number;
  @Column('timestamptz', { name: 'invitation_sent_at', nullable: true }) invitationSentAt!: Date | null;
  @Column('timestamptz', { name: 'invitation_expires_at', nullable: true }) invitationExpiresAt!: Date | null;
  @Column('uuid', { name: 'invited_by', nullable: true }) invitedBy!: string | null;
  @Column('text', { name: 'invitation_mail_status', nullable: true }) invitationMailStatus!: string | null;
  @Column('text', { name: 'invitation_mail_detail', nullable: true }) invitationMailDetail!: string | null;
  @Column('timestamptz', { name: 'invitation_mail_at', nullable: true }) invitationMailAt!: Date | null;
  /** Up to this version nobody can accept an invitation any more. */
  @Column('integer', { name: 'revoked_invitation_version', default: 0 }) revokedInvitationVersion!: number;
  /** When the invitation was sent that was revoked last; `invitation_sent_at` is null from then on. */
  @Column('timestamptz', { name: 'revoked_invitation_sent_at', nullable: true }) revokedInvitationSentAt!: Date | null;
  @Column('timestamptz', { name: 'accepted_at', nullable: true }) acceptedAt!: Date | null;
  @Column('timestamptz', { name: 'suspended_at', nullable: true }) suspendedAt!: Date | null;
  /** When the suspension ends by itself; null: when a manager lifts it. */
  @Column('timestamptz', { name: 'suspended_until', nullable: true }) suspendedUntil!: Date | null;
  @Column('text', { name: 'suspension_reason', nullable: true }) suspensionReason!: string | null;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
  @Column('uuid', { name: 'deleted_by', nullable: true }) deletedBy!: string | null;
  @Column('timestamptz', { name: 'restored_at', nullable: true }) restoredAt!: Date | null;
  @Column('timestamptz', { name: 'erased_at', nullable: true }) erasedAt!: Date | null;
  /** Sessions that began before do not count, whatever the auth service has heard by now. */
  @Column('timestamptz', { name: 'signed_out_at', nullable: true }) signedOutAt!: Date | null;
  @Column('timestamptz', { name: 'locked_at', nullable: true }) lockedAt!: Date | null;
  /** Version of the credential that `locked_at` speaks of: an older event changes nothing. */
  @Column('bigint', { name: 'credential_version', default: 0 }) credentialVersion!: string;
  /** Version of the second factors that `two_factor_enabled` speaks of. */
  @Column('bigint', { name: 'second_factor_version', default: 0 }) secondFactorVersion!: string;
  @Column('timestamptz', { name: 'last_sign_in_at', nullable: true }) lastSignInAt!: Date | null;
  @Column('timestamptz', { name: 'last_active_at', nullable: true }) lastActiveAt!: Date | null;
  /** Chosen for this person alone; null follows the role. */
  @Column('text', { name: 'permissions', array: true, nullable: true }) permissions!: string[] | null;
  /** Name of the photo; null without one. */
  @Column('text', { name: 'photo_id', nullable: true }) photoId!: string | null;
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

/** Mention handles: one list for users and teams of an account, so the primary key settles every clash. */
@Entity({ name: 'mentions' })
@Unique('uq_mentions_holder', ['accountId', 'holderId'])
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_mentions_account' })
export class MentionRow {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'pk_mentions' }) accountId!: string;
  @PrimaryColumn('text', { name: 'handle', primaryKeyConstraintName: 'pk_mentions' }) handle!: string;
  @Column('uuid', { name: 'holder_id' }) holderId!: string;
}
