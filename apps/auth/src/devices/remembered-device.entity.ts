import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { IdentityRow } from '../identities/identity.entity.js';

/** A device on which somebody signed in and asked to be remembered, by the digest of its secret. */
@Entity({ name: 'remembered_devices' })
@Index('ix_remembered_devices_user', ['userId'])
@Index('ix_remembered_devices_expires', ['expiresAt'])
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_remembered_devices_identity' })
export class RememberedDeviceRow {
  @PrimaryColumn('bytea', { name: 'secret_digest', primaryKeyConstraintName: 'pk_remembered_devices' })
  secretDigest!: Buffer;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  /** A second factor was proved on it. */
  @Column('boolean', { name: 'second_factor' }) secondFactor!: boolean;
  /** Wrong passwords in a row on it, tries under way among them. */
  @Column('integer', { name: 'failures', default: 0 }) failures!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
