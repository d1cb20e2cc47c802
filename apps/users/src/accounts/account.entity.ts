import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A paying company: the tenant that every other row belongs to. */
@Entity({ name: 'accounts' })
@Check('ck_accounts_plan', "plan IN ('free', 'standard', 'plus', 'company')")
export class AccountRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_accounts' }) id!: string;
  @Column('text', { name: 'name' }) name!: string;
  @Column('text', { name: 'plan' }) plan!: string;
  @Column('text', { name: 'timezone' }) timezone!: string;
  @Column('text', { name: 'time_format', default: '24h' }) timeFormat!: string;
  @Column('text', { name: 'locale', default: 'en' }) locale!: string;
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
