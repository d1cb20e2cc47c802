import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserRow } from '../users/user.entity.js';

/** The open offer of an account's ownership. */
@Entity({ name: 'ownership_transfers' })
@ForeignKey(() => UserRow, ['accountId', 'fromUserId'], ['accountId', 'id'], {
  name: 'fk_ownership_transfers_from',
  onDelete: 'CASCADE',
})
@ForeignKey(() => UserRow, ['accountId', 'toUserId'], ['accountId', 'id'], {
  name: 'fk_ownership_transfers_to',
  onDelete: 'CASCADE',
})
@Check('ck_ownership_transfers_people', 'from_user_id <> to_user_id')
export class OwnershipTransferRow {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'pk_ownership_transfers' }) accountId!: string;
  @Column('uuid', { name: 'from_user_id' }) fromUserId!: string;
  @Column('uuid', { name: 'to_user_id' }) toUserId!: string;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
