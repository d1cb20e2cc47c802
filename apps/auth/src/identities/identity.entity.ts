import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';

/** Whom an address belongs to, as the users service says, and whether they may sign in at all. */
@Entity({ name: 'identities' })
@Index('uq_identities_email', { synchronize: false })
export class IdentityRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_identities' }) userId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text', { name: 'email' }) email!: string;
  /** Version of the user that the address is from: an older event changes nothing. */
  @Column('bigint', { name: 'email_version' }) emailVersion!: string;
  /** The same of suspension and deletion. */
  @Column('bigint', { name: 'state_version', default: 0 }) stateVersion!: string;
  @Column('timestamptz', { name: 'suspended_at', nullable: true }) suspendedAt!: Date | null;
  @Column('timestamptz', { name: 'deleted_at', nullable: true }) deletedAt!: Date | null;
  /** Owner or administrator; also while nobody has said what they are. */
  @Column('boolean', { name: 'manager', default: true }) manager!: boolean;
  /** Version of the user that the role is from; 0 until it is known. */
  @Column('bigint', { name: 'role_version', default: 0 }) roleVersion!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}

/** How somebody proves who they are. `version` grows with every event about it. */
@Entity({ name: 'credentials' })
@Index('ix_credentials_imported', { synchronize: false })
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_credentials_identity' })
export class CredentialRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_credentials' }) userId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text', { name: 'password_hash', nullable: true }) passwordHash!: string | null;
  @Column('timestamptz', { name: 'password_set_at', nullable: true }) passwordSetAt!: Date | null;
  /** When they last came in by less than what they knew and had: by a mailed link, or without factors that were reset. */
  @Column('timestamptz', { name: 'recovered_at', nullable: true }) recoveredAt!: Date | null;
  /** The password is too short to stand alone. */
  @Column('boolean', { name: 'needs_factor', default: false }) needsFactor!: boolean;
  @Column('bigint', { name: 'version', default: 0 }) version!: string;
}
