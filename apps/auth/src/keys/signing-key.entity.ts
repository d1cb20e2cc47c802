import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A key pair for one kind of token. Several may verify, one per purpose signs. */
@Entity({ name: 'signing_keys' })
@Index('uq_signing_keys_current', { synchronize: false })
@Check('ck_signing_keys_purpose', "purpose IN ('caller', 'access')")
export class SigningKeyRow {
  @PrimaryColumn('text', { name: 'kid', primaryKeyConstraintName: 'pk_signing_keys' }) kid!: string;
  @Column('text', { name: 'purpose' }) purpose!: string;
  @Column('jsonb', { name: 'public_jwk' }) publicJwk!: object;
  @Column('bytea', { name: 'private_key_sealed' }) privateKeySealed!: Buffer;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
}
