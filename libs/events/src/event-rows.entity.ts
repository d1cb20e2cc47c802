import { Column, Entity, Index, PrimaryColumn, Unique } from 'typeorm';
import type { EntityClass } from '#postgres';

/** An event that waits for the stream, or that the stream has confirmed. */
@Entity({ name: 'outbox' })
@Index('ix_outbox_pending', ['id'], { where: '(confirmed_at IS NULL)' })
@Index('ix_outbox_stream_position', ['streamIdentity', 'streamSequence'])
export class OutboxRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_outbox' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('text', { name: 'type' }) type!: string;
  @Column('uuid', { name: 'aggregate_id' }) aggregateId!: string;
  @Column('bigint', { name: 'aggregate_version' }) aggregateVersion!: string;
  @Column('jsonb', { name: 'envelope' }) envelope!: object;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'confirmed_at', nullable: true }) confirmedAt!: Date | null;
  @Column('text', { name: 'stream_identity', nullable: true }) streamIdentity!: string | null;
  @Column('bigint', { name: 'stream_sequence', nullable: true }) streamSequence!: string | null;
}

/** An event that a consumer has handled, or failed to so far. */
@Entity({ name: 'inbox' })
export class InboxRow {
  @PrimaryColumn('text', { name: 'consumer', primaryKeyConstraintName: 'pk_inbox' }) consumer!: string;
  @PrimaryColumn('uuid', { name: 'event_id', primaryKeyConstraintName: 'pk_inbox' }) eventId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('integer', { name: 'attempts', default: 0 }) attempts!: number;
  @Column('text', { name: 'last_error', nullable: true }) lastError!: string | null;
  @Column('timestamptz', { name: 'handled_at', nullable: true }) handledAt!: Date | null;
}

/** An event that was given up after repeated failures. */
@Entity({ name: 'dead_letters' })
@Unique('uq_dead_letters_event', ['consumer', 'eventId'])
@Index('ix_dead_letters_redrive', ['redriveRequestedAt'], { where: '(redriven_at IS NULL)' })
export class DeadLetterRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_dead_letters' }) id!: string;
  @Column('text', { name: 'consumer' }) consumer!: string;
  @Column('text', { name: 'event_id' }) eventId!: string;
  @Column('uuid', { name: 'account_id', nullable: true }) accountId!: string | null;
  @Column('text', { name: 'subject' }) subject!: string;
  @Column('jsonb', { name: 'envelope' }) envelope!: object;
  @Column('text', { name: 'reason' }) reason!: string;
  @Column('integer', { name: 'attempts' }) attempts!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'redrive_requested_at', nullable: true }) redriveRequestedAt!: Date | null;
  @Column('timestamptz', { name: 'redriven_at', nullable: true }) redrivenAt!: Date | null;
}

/** What the relay last saw of the stream; one row. */
@Entity({ name: 'stream_state' })
export class StreamStateRow {
  @PrimaryColumn('smallint', { name: 'id', primaryKeyConstraintName: 'pk_stream_state' }) id!: number;
  @Column('text', { name: 'identity' }) identity!: string;
  @Column('bigint', { name: 'last_sequence' }) lastSequence!: string;
}

/** For the entity list of a service, so that the drift check knows the tables of `createEventTables`. */
export const eventEntities: readonly EntityClass[] = [OutboxRow, InboxRow, DeadLetterRow, StreamStateRow];
