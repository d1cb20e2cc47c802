import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserRow } from '../users/user.entity.js';

/** One mail that asked the holder of an address for confirmation; kept for a day, to count by. */
@Entity({ name: 'confirmation_requests' })
@Index('ix_confirmation_requests_user', ['accountId', 'userId', 'requestedAt'])
@Index('ix_confirmation_requests_address', ['accountId', 'addressDigest', 'requestedAt'])
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_confirmation_requests_user',
  onDelete: 'CASCADE',
})
export class ConfirmationRequestRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_confirmation_requests' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  /** SHA-256 of the address. */
  @Column('bytea', { name: 'address_digest' }) addressDigest!: Buffer;
  @Column('timestamptz', { name: 'requested_at', default: () => 'now()' }) requestedAt!: Date;
}
