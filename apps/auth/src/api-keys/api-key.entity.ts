import { Check, Column, Entity, ForeignKey, Index, PrimaryColumn, Unique } from 'typeorm';
import { IdentityRow } from '../identities/identity.entity.js';

/** An API token or Docs API key, of a person or of the account. What was shown once is kept as a digest only. */
@Entity({ name: 'api_keys' })
@Unique('uq_api_keys_secret', ['secretDigest'])
@Index('ix_api_keys_user', ['userId'], { where: '(revoked_at IS NULL)' })
@Index('ix_api_keys_account', ['accountId'], { where: "(owned_by = 'account' AND revoked_at IS NULL)" })
@Check('ck_api_keys_kind', "kind IN ('api', 'docs')")
@Check('ck_api_keys_owned_by', "owned_by = 'user' OR (owned_by = 'account' AND kind = 'api')")
@ForeignKey(() => IdentityRow, ['userId'], ['userId'], { name: 'fk_api_keys_identity' })
export class ApiKeyRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_api_keys' }) id!: string;
  @Column('uuid', { name: 'account_id' }) accountId!: string;
  /** By whose rights it acts: whose it is, or the guardian of a token of the account. */
  @Column('uuid', { name: 'user_id' }) userId!: string;
  @Column('text', { name: 'owned_by' }) ownedBy!: string;
  @Column('text', { name: 'kind' }) kind!: string;
  @Column('text', { name: 'name' }) name!: string;
  @Column('text', { name: 'scopes', array: true }) scopes!: string[];
  /** SHA-256. */
  @Column('bytea', { name: 'secret_digest' }) secretDigest!: Buffer;
  @Column('text', { name: 'last_four' }) lastFour!: string;
  /** Grows with every event about the key. */
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'expires_at', nullable: true }) expiresAt!: Date | null;
  /** Written at most once a minute. */
  @Column('timestamptz', { name: 'last_used_at', nullable: true }) lastUsedAt!: Date | null;
  @Column('text', { name: 'last_used_ip', nullable: true }) lastUsedIp!: string | null;
  /** The key that a rotation made in its place; it works on until `expires_at`. */
  @Column('uuid', { name: 'replaced_by', nullable: true }) replacedBy!: string | null;
  /** What a token of the account may do at most, whoever guards it (`Rights`); null for keys of people and tokens from before. */
  @Column('jsonb', { name: 'ceiling', nullable: true }) ceiling!: object | null;
  /** Since when `user_id` answers for it: news from before about them are none about it. */
  @Column('timestamptz', { name: 'guarded_since', default: () => 'now()' }) guardedSince!: Date;
  /** When it went to its guardian because the one before was deleted; null once somebody has named the guardian. */
  @Column('timestamptz', { name: 'inherited_at', nullable: true }) inheritedAt!: Date | null;
  /** It could do nothing when its guardian was deleted, and does nothing until somebody has named the guardian. */
  @Column('boolean', { name: 'held', default: false }) held!: boolean;
  @Column('timestamptz', { name: 'revoked_at', nullable: true }) revokedAt!: Date | null;
}
