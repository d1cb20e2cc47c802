import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IdentityRow } from '../identities/identity.entity.js';

/** A sign-in between the password and what else it takes. It opens nothing but that. */
@Entity({ name: 'sign_in_challenges' })
@Index('ix_sign_in_challenges_user', ['userId'])
@Index('ix_sign_in_challenges_expires', ['expiresAt'])
@Check('ck_sign_in_challenges_purpose', "purpose IN ('second_factor', 'enrolment')")
@Check('ck_sign_in_challenges_transport', "transport IN ('cookie', 'bearer')")
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_sign_in_challenges_identity' })
export class SignInChallengeRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_sign_in_challenges' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'purpose' }) purpose!: string;
  @Column('text', { name: 'transport' }) transport!: string;
  /** What was proved so far. */
  @Column('text', { name: 'amr', array: true }) amr!: string[];
  @Column('boolean', { name: 'remember_device' }) rememberDevice!: boolean;
  @Column('integer', { name: 'failures', default: 0 }) failures!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'spent_at', nullable: true }) spentAt!: Date | null;
}

/** What a passkey has to sign next. Removed by its use. */
@Entity({ name: 'passkey_challenges' })
@Index('ix_passkey_challenges_expires', ['expiresAt'])
@Index('ix_passkey_challenges_network', ['network', 'createdAt'], { where: '(network IS NOT NULL)' })
@Check('ck_passkey_challenges_purpose', "purpose IN ('registration', 'enrolment', 'second_factor', 'sign_in', 'proof')")
export class PasskeyChallengeRow {
  @PrimaryColumn('text', { name: 'challenge', primaryKeyConstraintName: 'pk_passkey_challenges' }) challenge!: string;
  @Column('uuid', { name: 'account_id', nullable: true }) accountId!: string | null;
  @Column('uuid', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('text', { name: 'purpose' }) purpose!: string;
  /** The sign-in or session that it belongs to. */
  @Column('uuid', { name: 'subject_id', nullable: true }) subjectId!: string | null;
  /** Who asked, where anybody may. */
  @Column('text', { name: 'network', nullable: true }) network!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
