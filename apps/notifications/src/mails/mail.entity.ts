import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A mail to send, or what became of it. It holds ids only: names, address and link are asked for when it is sent. */
@Entity({ name: 'mails' })
@Unique('uq_mails_occasion', ['kind', 'linkId', 'recipientUserId'])
@Index('ix_mails_due', ['nextAttemptAt'], { where: "(status = 'queued')" })
@Index('ix_mails_recipient', ['addressDigest', 'finishedAt'], { where: "(status = 'accepted')" })
@Index('ix_mails_finished', ['finishedAt'], { where: '(finished_at IS NOT NULL)' })
@Index('uq_mails_subject', { synchronize: false })
@Check(
  'ck_mails_kind',
  "kind IN ('invitation', 'invitation_renewal_request', 'email_change', 'email_changed_notice', 'auto_bcc_confirmation', 'password_reset', 'password_changed', 'new_sign_in', 'sign_up', 'sign_up_known', 'two_factor_reset', 'token_guardianship', 'refresh_reuse')",
)
@Check('ck_mails_status', "status IN ('queued', 'accepted', 'bounced', 'suppressed')")
export class MailRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_mails' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text', { name: 'kind' }) kind!: string;
  /** Whom the mail is about. */
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('uuid', { name: 'recipient_user_id' }) recipientUserId!: string;
  @Column('uuid', { name: 'invited_by', nullable: true }) invitedBy!: string | null;
  @Column('uuid', { name: 'link_id', nullable: true }) linkId!: string | null;
  @Column('integer', { name: 'invitation_version', nullable: true }) invitationVersion!: number | null;
  /** What a confirmation is about; the address is asked for by it. */
  @Column('uuid', { name: 'subject_id', nullable: true }) subjectId!: string | null;
  /** Made once, so that every repeat carries the same. */
  @Column('text', { name: 'message_id' }) messageId!: string;
  @Column('text', { name: 'status', default: () => "'queued'" }) status!: string;
  /** Attempts that count for the waiting time; those in an outage of ours or of the relay do not. */
  @Column('integer', { name: 'attempts', default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'next_attempt_at', default: () => 'now()' }) nextAttemptAt!: Date;
  /** SHA-256 of the address it went to: for the limit per recipient. */
  @Column('bytea', { name: 'address_digest', nullable: true }) addressDigest!: Buffer | null;
  /** What the relay said last, with addresses taken out. */
  @Column('text', { name: 'detail', nullable: true }) detail!: string | null;
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}
