import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { AccountRow } from '../accounts/account.entity.js';

/** One import. Its state is not stored: it follows from these times. */
@Entity({ name: 'user_imports' })
@Unique('uq_user_imports_account_id', ['accountId', 'id'])
// One import at a time in an account: the second one meets this index.
@Index('uq_user_imports_running', ['accountId'], { unique: true, where: '(finished_at IS NULL)' })
@Index('ix_user_imports_work', ['startedAt'], { where: '(finished_at IS NULL)' })
@Index('ix_user_imports_created', ['accountId', 'createdAt', 'id'])
@Check('ck_user_imports_format', "format IN ('csv', 'json')")
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_user_imports_account' })
export class UserImportRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_user_imports' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  /** Who asked, from where: the rows are created in their name, with the rights that they have at that moment. */
  @Column('uuid', { name: 'created_by' }) createdBy!: string;
  @Column('uuid', { name: 'session_id' }) sessionId!: string;
  /** What the token that asked may do at most; null for sessions and keys of people. */
  @Column('jsonb', { name: 'ceiling', nullable: true }) ceiling!: object | null;
  @Column('text', { name: 'ip', nullable: true }) ip!: string | null;
  @Column('text', { name: 'user_agent', nullable: true }) userAgent!: string | null;
  @Column('text', { name: 'request_id', nullable: true }) requestId!: string | null;
  @Column('boolean', { name: 'dry_run' }) dryRun!: boolean;
  @Column('text', { name: 'format' }) format!: string;
  @Column('text', { name: 'sha256', nullable: true }) sha256!: string | null;
  /** Rows of data; null until the file was read. */
  @Column('integer', { name: 'total', nullable: true }) total!: number | null;
  @Column('integer', { name: 'done', default: 0 }) done!: number;
  @Column('integer', { name: 'created', default: 0 }) created!: number;
  @Column('text', { name: 'ignored_columns', array: true, default: () => "'{}'" }) ignoredColumns!: string[];
  @Column('text', { name: 'failure_code', nullable: true }) failureCode!: string | null;
  @Column('text', { name: 'failure_detail', nullable: true }) failureDetail!: string | null;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** When the last piece of the file came. */
  @Column('timestamptz', { name: 'received_at', default: () => 'now()' }) receivedAt!: Date;
  @Column('timestamptz', { name: 'started_at', nullable: true }) startedAt!: Date | null;
  @Column('timestamptz', { name: 'cancelled_at', nullable: true }) cancelledAt!: Date | null;
  @Column('timestamptz', { name: 'finished_at', nullable: true }) finishedAt!: Date | null;
}

/** A piece of the file, until it was read. */
@Entity({ name: 'user_import_pieces' })
@ForeignKey(() => UserImportRow, ['accountId', 'importId'], ['accountId', 'id'], {
  name: 'fk_user_import_pieces_import',
  onDelete: 'CASCADE',
})
export class UserImportPieceRow {
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'pk_user_import_pieces' }) importId!: string;
  @PrimaryColumn('integer', { name: 'position', primaryKeyConstraintName: 'pk_user_import_pieces' }) position!: number;
  @Column('bytea', { name: 'content' }) content!: Buffer;
}

/** A row of data and what became of it: null while it waits. `data` goes as soon as there is an outcome. */
@Entity({ name: 'user_import_rows' })
@Index('ix_user_import_rows_open', ['importId', 'number'], { where: '(outcome IS NULL)' })
@Index('ix_user_import_rows_outcome', ['importId', 'outcome', 'number'])
@Check(
  'ck_user_import_rows_outcome',
  "outcome IN ('created', 'would_create', 'invalid', 'email_taken', 'duplicate_in_file')",
)
@ForeignKey(() => UserImportRow, ['accountId', 'importId'], ['accountId', 'id'], {
  name: 'fk_user_import_rows_import',
  onDelete: 'CASCADE',
})
export class UserImportDataRow {
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @PrimaryColumn('uuid', { name: 'import_id', primaryKeyConstraintName: 'pk_user_import_rows' }) importId!: string;
  @PrimaryColumn('integer', { name: 'number', primaryKeyConstraintName: 'pk_user_import_rows' }) number!: number;
  @Column('text', { name: 'email', nullable: true }) email!: string | null;
  @Column('jsonb', { name: 'data', nullable: true }) data!: object | null;
  @Column('text', { name: 'outcome', nullable: true }) outcome!: string | null;
  @Column('uuid', { name: 'user_id', nullable: true }) userId!: string | null;
  @Column('jsonb', { name: 'errors', nullable: true }) errors!: object | null;
}
