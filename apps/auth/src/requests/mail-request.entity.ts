import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Somebody asked for a mail. Whether there is anybody to mail is decided after they have their answer. */
@Entity({ name: 'mail_requests' })
@Index('ix_mail_requests_due', ['nextAttemptAt'])
@Check('ck_mail_requests_kind', "kind IN ('password_reset', 'sign_up')")
export class MailRequestRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_mail_requests' }) id!: string;
  @Column('text', { name: 'kind' }) kind!: string;
  @Column('text', { name: 'email' }) email!: string;
  /** The sign-up that it is about. */
  @Column('uuid', { name: 'subject_id', nullable: true }) subjectId!: string | null;
  @Column('integer', { name: 'attempts', default: 0 }) attempts!: number;
  @Column('timestamptz', { name: 'next_attempt_at', default: () => 'now()' }) nextAttemptAt!: Date;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** Mails of the present hour to one address, by kind: those that strangers asked for, and resets that managers sent. */
@Entity({ name: 'recipient_mails' })
@Check('ck_recipient_mails_kind', "kind IN ('password_reset', 'sent_reset', 'sign_up')")
@Index('ix_recipient_mails_window', ['windowStart'])
export class RecipientMailsRow {
  @PrimaryColumn('bytea', { name: 'address_digest', primaryKeyConstraintName: 'pk_recipient_mails' })
  addressDigest!: Buffer;
  @PrimaryColumn('text', {
    name: 'kind',
    default: 'password_reset',
    primaryKeyConstraintName: 'pk_recipient_mails',
  })
  kind!: string;
  @Column('integer', { name: 'mails' }) mails!: number;
  @Column('timestamptz', { name: 'window_start' }) windowStart!: Date;
}
