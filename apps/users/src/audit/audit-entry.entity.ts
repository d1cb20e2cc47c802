import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** One security-relevant change. Written with the change, never edited (a trigger refuses it). */
@Entity({ name: 'audit_entries' })
@Index('ix_audit_entries_account', ['accountId', 'at', 'id'])
@Index('ix_audit_entries_actor', ['accountId', 'actorId', 'at', 'id'])
@Index('ix_audit_entries_target', ['accountId', 'targetId', 'at', 'id'])
@Index('ix_audit_entries_action', ['accountId', 'action', 'at', 'id'])
@Check('ck_audit_entries_actor', "actor_kind IN ('user', 'service', 'operator')")
export class AuditEntryRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_audit_entries' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('timestamptz', { name: 'at' }) at!: Date;
  @Column('text', { name: 'action' }) action!: string;
  @Column('text', { name: 'actor_kind' }) actorKind!: string;
  @Column('uuid', { name: 'actor_id', nullable: true }) actorId!: string | null;
  @Column('text', { name: 'target_kind' }) targetKind!: string;
  @Column('uuid', { name: 'target_id', nullable: true }) targetId!: string | null;
  @Column('text', { name: 'ip', nullable: true }) ip!: string | null;
  @Column('text', { name: 'user_agent', nullable: true }) userAgent!: string | null;
  @Column('text', { name: 'request_id', nullable: true }) requestId!: string | null;
  /** `{field: {before, after}}` of what is not personal. */
  @Column('jsonb', { name: 'change', default: {} }) change!: object;
  /** The same of what is: names, addresses. Taken out when the person is erased. */
  @Column('jsonb', { name: 'personal_change', nullable: true }) personalChange!: object | null;
}
