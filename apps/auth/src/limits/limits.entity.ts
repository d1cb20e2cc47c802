import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** Wrong passwords in a row of one address, known or not. */
@Entity({ name: 'password_guards' })
@Index('ix_password_guards_touched', ['touchedAt'])
export class PasswordGuardRow {
  @PrimaryColumn('bytea', { name: 'address_digest', primaryKeyConstraintName: 'pk_password_guards' })
  addressDigest!: Buffer;
  @Column('integer', { name: 'failures', default: 0 }) failures!: number;
  /** Tries that are being evaluated now; they count, so that parallel guesses gain nothing. */
  @Column('integer', { name: 'pending', default: 0 }) pending!: number;
  @Column('timestamptz', { name: 'touched_at', default: () => 'now()' }) touchedAt!: Date;
  @Column('timestamptz', { name: 'locked_at', nullable: true }) lockedAt!: Date | null;
}

/** Failed tries from one network in the present minute. */
@Entity({ name: 'network_failures' })
@Index('ix_network_failures_window', ['windowStart'])
export class NetworkFailuresRow {
  @PrimaryColumn('text', { name: 'network', primaryKeyConstraintName: 'pk_network_failures' }) network!: string;
  @Column('integer', { name: 'failures' }) failures!: number;
  @Column('timestamptz', { name: 'window_start' }) windowStart!: Date;
}

/** Wrong second factors of a person in the present hour, over all sign-ins. */
@Entity({ name: 'factor_guards' })
export class FactorGuardRow {
  @PrimaryColumn('uuid', { name: 'user_id', primaryKeyConstraintName: 'pk_factor_guards' }) userId!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('integer', { name: 'failures' }) failures!: number;
  @Column('timestamptz', { name: 'window_start' }) windowStart!: Date;
}
