import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Where the request came from that an event follows from. Kept for 30 days, as the outbox keeps the event. */
@Entity({ name: 'event_origins' })
@Index('ix_event_origins_user', ['userId'])
@Index('ix_event_origins_created', ['createdAt'])
export class EventOriginRow {
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'pk_event_origins' }) eventId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  /** Who acted; without a caller, whom it is about. */
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'ip' }) ip!: string;
  @Column('text', { name: 'user_agent' }) userAgent!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
