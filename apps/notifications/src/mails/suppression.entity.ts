import { Column, Entity, PrimaryColumn } from 'typeorm';

/** An address that is never mailed, as the SHA-256 of its canonical form. */
@Entity({ name: 'suppressions' })
export class SuppressionRow {
  @PrimaryColumn('bytea', { name: 'address_digest', primaryKeyConstraintName: 'pk_suppressions' })
  addressDigest!: Buffer;
  @Column('text', { name: 'reason' }) reason!: string;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
}
