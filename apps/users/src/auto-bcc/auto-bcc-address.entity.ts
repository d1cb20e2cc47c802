import { Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { UserRow } from '../users/user.entity.js';

/** An address that gets blind copies of what a user sends, from the moment its holder agreed. */
@Entity({ name: 'auto_bcc_addresses' })
@Unique('uq_auto_bcc_addresses_address', ['accountId', 'userId', 'address'])
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_auto_bcc_addresses_user',
  onDelete: 'CASCADE',
})
export class AutoBccAddressRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_auto_bcc_addresses' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'address' }) address!: string;
  @Column('integer', { name: 'position' }) position!: number;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
