import { Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** A random key that seals secrets at rest; itself sealed with the master key. One is in use, older ones still open. */
@Entity({ name: 'data_keys' })
@Index('uq_data_keys_current', { synchronize: false })
export class DataKeyRow {
  @PrimaryColumn('text', { name: 'id', primaryKeyConstraintName: 'pk_data_keys' }) id!: string;
  @Column('bytea', { name: 'key_sealed' }) keySealed!: Buffer;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'retired_at', nullable: true }) retiredAt!: Date | null;
}
