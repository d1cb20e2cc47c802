import { Injectable } from '@nestjs/common';
import type { Permission, Role } from '#contracts';
import { Database } from '#postgres';

/** Whose permissions, and what was chosen for them alone. */
export interface Permitted {
  id: string;
  account_id: string;
  role: Role;
  permissions: Permission[] | null;
  version: number;
}

export interface RoleCount {
  role: Role;
  total: number;
  custom: number;
}

const one = `SELECT id, account_id, role, permissions, version FROM users
  WHERE account_id = $1 AND id = $2 AND deleted_at IS NULL`;

@Injectable()
export class PermissionsRepository {
  constructor(private readonly database: Database) {}

  async find(accountId: string, userId: string): Promise<Permitted | undefined> {
    const [row] = await this.database.query<Permitted>(one, [accountId, userId], 'permitted');
    return row;
  }

  async choose(accountId: string, userId: string, permissions: readonly Permission[] | null): Promise<void> {
    await this.database.query(
      `UPDATE users SET permissions = $3, version = version + 1, updated_at = now()
       WHERE account_id = $1 AND id = $2`,
      [accountId, userId, permissions],
    );
  }

  /** Null goes back to the built-in set. */
  async chooseForRole(accountId: string, role: Role, permissions: readonly Permission[] | null): Promise<void> {
    if (permissions === null) {
      await this.database.query('DELETE FROM role_permissions WHERE account_id = $1 AND role = $2', [accountId, role]);
      return;
    }
    await this.database.query(
      `INSERT INTO role_permissions (account_id, role, permissions) VALUES ($1, $2, $3)
       ON CONFLICT ON CONSTRAINT pk_role_permissions DO UPDATE SET permissions = excluded.permissions`,
      [accountId, role, permissions],
    );
  }

  async people(accountId: string): Promise<RoleCount[]> {
    return this.database.query<RoleCount>(
      `SELECT role, count(*)::int AS total, count(permissions)::int AS custom FROM users
       WHERE account_id = $1 AND deleted_at IS NULL GROUP BY role`,
      [accountId],
    );
  }
}
