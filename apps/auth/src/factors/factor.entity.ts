import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { IdentityRow } from '../identities/identity.entity.js';
import { DataKeyRow } from '../keys/data-key.entity.js';

/** Something that a person has: an authenticator app or a passkey. An app counts once a code of it has come back. */
@Entity({ name: 'second_factors' })
@Unique('uq_second_factors_credential', ['credentialId'])
@Index('ix_second_factors_user', ['userId', 'id'])
@Index('ix_second_factors_data_key', ['dataKeyId'])
@Index('ix_second_factors_pending', ['createdAt'], { where: '(activated_at IS NULL)' })
@Check(
  'ck_second_factors_kind',
  "(kind = 'totp' AND secret_sealed IS NOT NULL AND data_key_id IS NOT NULL AND credential_id IS NULL) OR (kind = 'passkey' AND credential_id IS NOT NULL AND public_key IS NOT NULL AND sign_count IS NOT NULL AND transports IS NOT NULL AND secret_sealed IS NULL AND activated_at IS NOT NULL)",
)
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_second_factors_identity' })
@ForeignKey(() => DataKeyRow, ['dataKeyId'], ['id'], { name: 'fk_second_factors_data_key' })
export class SecondFactorRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_second_factors' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'kind' }) kind!: string;
  @Column('text', { name: 'name' }) name!: string;
  /** The shared secret of an app, sealed with the data key beside it. */
  @Column('bytea', { name: 'secret_sealed', nullable: true }) secretSealed!: Buffer | null;
  @Column('text', { name: 'data_key_id', nullable: true }) dataKeyId!: string | null;
  /** Time step of the newest code that was accepted; older ones and itself are worth nothing. */
  @Column('bigint', { name: 'last_step', nullable: true }) lastStep!: string | null;
  @Column('text', { name: 'credential_id', nullable: true }) credentialId!: string | null;
  @Column('bytea', { name: 'public_key', nullable: true }) publicKey!: Buffer | null;
  @Column('bigint', { name: 'sign_count', nullable: true }) signCount!: string | null;
  @Column('text', { name: 'transports', array: true, nullable: true }) transports!: string[] | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'activated_at', nullable: true }) activatedAt!: Date | null;
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
}

/** One of ten codes for when the factor is lost, as a keyed digest. */
@Entity({ name: 'recovery_codes' })
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_recovery_codes_identity' })
export class RecoveryCodeRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_recovery_codes' }) userId!: string;
  @PrimaryColumn('bytea', { name: 'digest', primaryKeyConstraintName: 'pk_recovery_codes' }) digest!: Buffer;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'set_id' }) setId!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** The person has kept the set; before that it does not count. */
  @Column('timestamptz', { name: 'acknowledged_at', nullable: true }) acknowledgedAt!: Date | null;
  @Column('timestamptz', { name: 'spent_at', nullable: true }) spentAt!: Date | null;
}
