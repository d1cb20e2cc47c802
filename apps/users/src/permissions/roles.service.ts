import { Injectable } from '@nestjs/common';
import {
  defaultPermissions,
  givablePermissions,
  permissionEvents,
  permissions,
  roles,
  type Caller,
  type Permission,
  type permissionCalls,
  type RequestOf,
  type ResponseOf,
  type Role,
} from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import {
  effectivePermissions,
  requireFeature,
  requireFitting,
  requireOwner,
  requirePermission,
  type RoleDefaults,
} from '../policy/user.policy.js';
import { PermissionsRepository, type RoleCount } from './permissions.repository.js';

type Setting = ResponseOf<typeof permissionCalls.setRole>;

/** What each role may do in an account. */
@Injectable()
export class RolesService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly accounts: AccountsRepository,
    private readonly permitted: PermissionsRepository,
    private readonly announcements: AccountAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async list(caller: Caller): Promise<{ items: Setting[] }> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      requirePermission(actor, 'users.manage');
      const people = await this.permitted.people(caller.acc);
      return { items: roles.map((role) => settingOf(actor, role, people)) };
    });
  }

  /** The owner has everything, so what the set holds need not be compared with what they have. */
  async set(
    caller: Caller,
    { role, permissions: wanted }: RequestOf<typeof permissionCalls.setRole>,
  ): Promise<Setting> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requireOwner(await this.actors.toWrite(caller));
      if ((await this.accounts.lock(caller.acc)) === undefined) throw new AppError('not_found');
      // Read again behind the lock: another change of the same role may have come first.
      const actor = await this.actors.toRead(caller);
      requireFeature(actor.plan, 'custom_permissions');
      if (wanted !== null) requireFitting(role, wanted, 'permissions');
      const chosen = wanted === null ? null : permissions.filter((permission) => wanted.includes(permission));
      const before = actor.roleDefaults[role] ?? null;
      if (JSON.stringify(before) !== JSON.stringify(chosen)) await this.write(actor, role, before, chosen);
      const now = { ...actor, roleDefaults: withRole(actor.roleDefaults, role, chosen) };
      return settingOf(now, role, await this.permitted.people(caller.acc));
    });
  }

  private async write(
    { accountId }: Actor,
    role: RequestOf<typeof permissionCalls.setRole>['role'],
    before: readonly Permission[] | null,
    chosen: Permission[] | null,
  ): Promise<void> {
    await this.permitted.chooseForRole(accountId, role, chosen);
    const account = await this.accounts.update(accountId, {}, 1);
    await this.audit.record({
      accountId,
      action: 'account.role_permissions_changed',
      target: { kind: 'account', id: accountId },
      change: { [`permissions.${role}`]: { before, after: chosen } },
    });
    await this.announcements.publish(permissionEvents.roleChanged, account, { role, permissions: chosen });
  }
}

function withRole(defaults: RoleDefaults, role: Role, chosen: readonly Permission[] | null): RoleDefaults {
  const { [role]: _replaced, ...others } = defaults;
  return chosen === null ? others : { ...others, [role]: chosen };
}

function settingOf({ plan, roleDefaults }: Pick<Actor, 'plan' | 'roleDefaults'>, role: Role, people: RoleCount[]) {
  const { total = 0, custom = 0 } = people.find((count) => count.role === role) ?? {};
  const chosen = roleDefaults[role];
  return {
    role,
    permissions: [...effectivePermissions({ role, plan, custom: null, roleDefaults })],
    builtIn: [...defaultPermissions[role]],
    chosen: chosen === undefined ? null : [...chosen],
    givable: [...givablePermissions[role]],
    people: { total, custom },
  };
}
