import { Check, Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';

/** A mailed link. Its secret is derived from id and version when the mail is written and stored nowhere. */
@Entity({ name: 'links' })
@Unique('uq_links_token', ['tokenDigest'])
@Index('uq_links_live', { synchronize: false })
@Index('ix_links_expires', ['expiresAt'])
@Index('ix_links_person', ['userId', 'purpose'])
@Check('ck_links_purpose', "purpose IN ('invitation', 'password_reset', 'email_change', 'auto_bcc', 'sign_up')")
export class LinkRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_links' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'purpose' }) purpose!: string;
  /** Of an invitation: its version at the users service. */
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  /** Of the user, in the event that asked for it; null when it was asked for here. */
  @Column('bigint', { name: 'user_version', nullable: true }) userVersion!: string | null;
  /** What the link confirms, for purposes that confirm something. */
  @Column('uuid', { name: 'subject_id', nullable: true }) subjectId!: string | null;
  @Column('bytea', { name: 'token_digest' }) tokenDigest!: Buffer;
  @Column('uuid', { name: 'invited_by', nullable: true }) invitedBy!: string | null;
  @Column('integer', { name: 'code_failures', default: 0 }) codeFailures!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'spent_at', nullable: true }) spentAt!: Date | null;
  @Column('timestamptz', { name: 'replaced_at', nullable: true }) replacedAt!: Date | null;
  @Column('timestamptz', { name: 'renewal_requested_at', nullable: true }) renewalRequestedAt!: Date | null;
}

/** Up to which version of a person their links have ended: what asks for one and comes late makes none. */
@Entity({ name: 'link_endings' })
export class LinkEndingRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_link_endings' }) userId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('bigint', { name: 'user_version' }) userVersion!: string;
}
