import { Column, Entity, ForeignKey, Index, PrimaryColumn } from 'typeorm';
import { UserRow } from '../users/user.entity.js';

/** A new address to sign in with, and what became of it. The old one is kept here: the notice goes to it afterwards. */
@Entity({ name: 'email_changes' })
@Index('uq_email_changes_open', { synchronize: false })
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_email_changes_user',
  onDelete: 'CASCADE',
})
export class EmailChangeRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_email_changes' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'old_email' }) oldEmail!: string;
  @Column('text', { name: 'new_email' }) newEmail!: string;
  @Column('uuid', { name: 'requested_by' }) requestedBy!: string;
  @Column('timestamptz', { name: 'requested_at', default: () => 'now()' }) requestedAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
}
