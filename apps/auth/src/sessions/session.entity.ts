import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { IdentityRow } from '../identities/identity.entity.js';

/** One signed-in device. With `bearer` it is also the family of its refresh tokens, counted by `generation`. */
@Entity({ name: 'sessions' })
@Unique('uq_sessions_secret', ['secretDigest'])
@Index('ix_sessions_live', ['userId', 'id'], { where: '(ended_at IS NULL)' })
@Index('ix_sessions_expires', ['expiresAt'])
@Index('ix_sessions_previous', ['previousDigest'], { where: '(previous_digest IS NOT NULL)' })
@Check('ck_sessions_transport', "transport IN ('cookie', 'bearer')")
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_sessions_identity' })
export class SessionRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_sessions' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'transport' }) transport!: string;
  /** SHA-256 of the cookie; null with `bearer`. */
  @Column('bytea', { name: 'secret_digest', nullable: true }) secretDigest!: Buffer | null;
  /** Of the cookie before the last fresh proof, and what it may still be used as, until when. */
  @Column('bytea', { name: 'previous_digest', nullable: true }) previousDigest!: Buffer | null;
  @Column('timestamptz', { name: 'previous_authenticated_at', nullable: true }) previousAuthenticatedAt!: Date | null;
  @Column('timestamptz', { name: 'previous_until', nullable: true }) previousUntil!: Date | null;
  /** Wrong passwords in a row as proofs within it, tries under way among them. */
  @Column('integer', { name: 'proof_failures', default: 0 }) proofFailures!: number;
  @Column('integer', { name: 'generation', default: 1 }) generation!: number;
  @Column('timestamptz', { name: 'rotated_at', nullable: true }) rotatedAt!: Date | null;
  /** The access token of the newest refresh, for the replay window. */
  @Column('bytea', { name: 'access_token_sealed', nullable: true }) accessTokenSealed!: Buffer | null;
  @Column('text', { name: 'amr', array: true }) amr!: string[];
  @Column('text', { name: 'ip' }) ip!: string;
  @Column('text', { name: 'user_agent' }) userAgent!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  /** When the person last proved who they are. */
  @Column('timestamptz', { name: 'authenticated_at', default: () => 'now()' }) authenticatedAt!: Date;
  /** Written at most once a minute. */
  @Column('timestamptz', { name: 'last_seen_at', default: () => 'now()' }) lastSeenAt!: Date;
  @Column('integer', { name: 'idle_seconds' }) idleSeconds!: number;
  @Column('timestamptz', { name: 'expires_at' }) expiresAt!: Date;
  @Column('timestamptz', { name: 'ended_at', nullable: true }) endedAt!: Date | null;
  @Column('text', { name: 'ended_reason', nullable: true }) endedReason!: string | null;
}
