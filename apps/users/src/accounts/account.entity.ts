import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** A paying company: the tenant that every other row belongs to. */
@Entity({ name: 'accounts' })
@Check('ck_accounts_plan', "plan IN ('free', 'standard', 'plus', 'company')")
@Check('ck_accounts_require_two_factor', "require_two_factor IN ('none', 'managers', 'everyone')")
@Check('ck_accounts_session_days', 'session_idle_days > 0 AND session_idle_days <= session_max_days')
export class AccountRow {
  @PrimaryColumn('uuid', { name: 'id', primaryKeyConstraintName: 'pk_accounts' }) id!: string;
  @Column('text', { name: 'name' }) name!: string;
  @Column('text', { name: 'plan' }) plan!: string;
  @Column('text', { name: 'timezone' }) timezone!: string;
  @Column('text', { name: 'time_format', default: '24h' }) timeFormat!: string;
  @Column('text', { name: 'locale', default: 'en' }) locale!: string;
  @Column('text', { name: 'require_two_factor', default: 'none' }) requireTwoFactor!: string;
  @Column('integer', { name: 'session_idle_days', default: 14 }) sessionIdleDays!: number;
  @Column('integer', { name: 'session_max_days', default: 60 }) sessionMaxDays!: number;
  /** CIDR ranges; empty is everywhere. */
  @Column('text', { name: 'allowed_ip_ranges', array: true, default: () => "'{}'" }) allowedIpRanges!: string[];
  @Column('integer', { name: 'version', default: 1 }) version!: number;
  @Column('timestamptz', { name: 'created_at', default: () => 'now()' }) createdAt!: Date;
  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' }) updatedAt!: Date;
}
