import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { AccountRow } from '../accounts/account.entity.js';
import { TeamRow } from '../teams/team.entity.js';
import { UserRow } from '../users/user.entity.js';

@Entity({ name: 'mailboxes' })
@Unique('uq_mailboxes_account_id', ['accountId', 'id'])
@Unique('uq_mailboxes_number', ['number'])
@Unique('uq_mailboxes_email', ['accountId', 'email'])
@Index('ix_mailboxes_name', { synchronize: false })
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_mailboxes_account' })
export class MailboxRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_mailboxes' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('integer', { name: 'number' }) @Generated('increment') number!: number;
  @Column('text', { name: 'name' }) name!: string;
  @Column('text', { name: 'email' }) email!: string;
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

/** A mailbox granted to one person directly. */
@Entity({ name: 'mailbox_grants' })
@Index('ix_mailbox_grants_mailbox', ['accountId', 'mailboxId', 'userId'])
@ForeignKey(() => MailboxRow, ['accountId', 'mailboxId'], ['accountId', 'id'], {
  name: 'fk_mailbox_grants_mailbox',
  onDelete: 'CASCADE',
})
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_mailbox_grants_user',
  onDelete: 'CASCADE',
})
export class MailboxGrantRow {
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_mailbox_grants' }) userId!: string;
  @PrimaryColumn('uuid', { name: 'mailbox_id', primaryKeyConstraintName: 'pk_mailbox_grants' }) mailboxId!: string;
}

/** A mailbox granted to all members of a team. */
@Entity({ name: 'team_mailbox_grants' })
@Index('ix_team_mailbox_grants_team', ['accountId', 'teamId'])
@Index('ix_team_mailbox_grants_mailbox', ['accountId', 'mailboxId'])
@ForeignKey(() => MailboxRow, ['accountId', 'mailboxId'], ['accountId', 'id'], {
  name: 'fk_team_mailbox_grants_mailbox',
  onDelete: 'CASCADE',
})
@ForeignKey(() => TeamRow, ['accountId', 'teamId'], ['accountId', 'id'], {
  name: 'fk_team_mailbox_grants_team',
  onDelete: 'CASCADE',
})
export class TeamMailboxGrantRow {
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('uuid', { name: 'team_id', primaryKeyConstraintName: 'pk_team_mailbox_grants' }) teamId!: string;
  @PrimaryColumn('uuid', { name: 'mailbox_id', primaryKeyConstraintName: 'pk_team_mailbox_grants' }) mailboxId!: string;
}
