import { Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { UserRow } from '../users/user.entity.js';

/** Where a user differs from the defaults, per event and channel. Nobody has a row before they choose. */
@Entity({ name: 'notification_choices' })
@ForeignKey(() => UserRow, ['accountId', 'userId'], ['accountId', 'id'], {
  name: 'fk_notification_choices_user',
  onDelete: 'CASCADE',
})
export class NotificationChoicesRow {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'pk_notification_choices' })
  accountId!: string;
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_notification_choices' }) userId!: string;
  @Column('jsonb', { name: 'personal', default: {} }) personal!: object;
  /** By team. */
  @Column('jsonb', { name: 'teams', default: {} }) teams!: object;
}
