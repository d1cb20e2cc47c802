import { Check, Column, Entity, ForeignKey, PrimaryColumn } from 'typeorm';
import { AccountRow } from '../accounts/account.entity.js';

/** What a role may do in an account that chose otherwise than the built-in defaults. */
@Entity({ name: 'role_permissions' })
@Check('ck_role_permissions_role', "role IN ('administrator', 'user', 'light_user')")
@ForeignKey(() => AccountRow, ['accountId'], ['id'], { name: 'fk_role_permissions_account' })
export class RolePermissionsRow {
  @PrimaryColumn('uuid', { name: 'account_id', primaryKeyConstraintName: 'pk_role_permissions' }) accountId!: string;
  @PrimaryColumn('text', { name: 'role', primaryKeyConstraintName: 'pk_role_permissions' }) role!: string;
  @Column('text', { name: 'permissions', array: true }) permissions!: string[];
}
