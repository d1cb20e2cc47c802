import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** Security settings of an account as the users service says; accounts without a row have the defaults. */
@Entity({ name: 'account_security' })
@Check('ck_account_security_two_factor', "require_two_factor IN ('none', 'managers', 'everyone')")
export class AccountSecurityRow {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'pk_account_security' }) accountId!: string;
  /** Version of the account that this is from: an older event changes nothing. */
  @Column('bigint', { name: 'version' }) version!: string;
  @Column('text', { name: 'require_two_factor' }) requireTwoFactor!: string;
  @Column('integer', { name: 'session_idle_days' }) sessionIdleDays!: number;
  @Column('integer', { name: 'session_max_days' }) sessionMaxDays!: number;
  @Column('text', { name: 'allowed_ip_ranges', array: true }) allowedIpRanges!: string[];
}
