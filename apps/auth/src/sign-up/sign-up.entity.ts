import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An account that somebody wants to open. Account and owner get the ids in here once the mail is confirmed. */
@Entity({ name: 'sign_ups' })
@Index('ix_sign_ups_expires', ['expiresAt'])
export class SignUpRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_sign_ups' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'account_name' }) accountName!: string;
  @Column('text', { name: 'first_name' }) firstName!: string;
  @Column('text', { name: 'last_name' }) lastName!: string;
  @Column('text', { name: 'email' }) email!: string;
  @Column('text', { name: 'timezone', nullable: true }) timezone!: string | null;
  @Column('text', { name: 'password_hash' }) passwordHash!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
}
