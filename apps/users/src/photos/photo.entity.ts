import { Check, Column, Entity, ForeignKey, PrimaryColumn, Unique } from 'typeorm';
import { TeamRow } from '../teams/team.entity.js';
import { UserRow } from '../users/user.entity.js';

/** The two squares of a photo, of a user or of a team. The id is chance: who has the URL may see it. */
@Entity({ name: 'photos' })
@Unique('uq_photos_user', ['accountId', 'userId'])
@Unique('uq_photos_team', ['accountId', 'teamId'])
@Check('ck_photos_holder', 'num_nonnulls(user_id, team_id) = 1')
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_photos_user',
  onDelete: 'CASCADE',
})
@ForeignKey(() => TeamRow, ['accountId', 'teamId'], ['accountId', 'id'], {
  name: 'fk_photos_team',
  onDelete: 'CASCADE',
})
export class PhotoRow {
  @PrimaryColumn('text', { name: 'id', primaryKeyConstraintName: 'pk_photos' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('uuid', { name: 'team_id', nullable: true }) teamId!: string | null;
  @Column('bytea', { name: 'small' }) small!: Buffer;
  @Column('bytea', { name: 'large' }) large!: Buffer;
  /** SHA-256 of both: the same upload again changes nothing. */
  @Column('text', { name: 'digest' }) digest!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
