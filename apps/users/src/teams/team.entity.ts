import { Column, Entity, ForeignKey, Generated, Index, PrimaryColumn, Unique } from 'typeorm';
import { AccountRow } from '../accounts/account.entity.js';
import { UserRow } from '../users/user.entity.js';

@Entity({ name: 'teams' })
@Unique('uq_teams_account_id', ['accountId', 'id'])
@Unique('uq_teams_number', ['number'])
@Index('ix_teams_name', { synchronize: false })
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_teams_account' })
export class TeamRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_teams' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('integer', { name: 'number' }) @Generated('increment') number!: number;
  @Column('text', { name: 'name' }) name!: string;
  @Column('text', { name: 'mention' }) mention!: string;
  @Column('text', { name: 'photo_id', nullable: true }) photoId!: string | null;
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}

/** Both sides carry the account, so that a member of another account is impossible, not only refused. */
@Entity({ name: 'team_members' })
@Index('ix_team_members_team', ['accountId', 'teamId', 'userId'])
@ForeignKey(() => TeamRow, ['accountId', 'teamId'], ['accountId', 'id'], {
  name: 'fk_team_members_team',
  onDelete: 'CASCADE',
})
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_team_members_user',
  onDelete: 'CASCADE',
})
export class TeamMemberRow {
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_team_members' }) userId!: string;
  @PrimaryColumn('uuid', { name: 'team_id', primaryKeyConstraintName: 'pk_team_members' }) teamId!: string;
}
