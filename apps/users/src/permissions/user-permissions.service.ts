import { Injectable } from '@nestjs/common';
import { permissionEvents, permissions, type Caller, type Permission, type permissionCalls } from '#contracts';
import type { RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import {
  effectivePermissions,
  requireCustomiser,
  requireCustomising,
  requireFeature,
  requireFitting,
  requireGrant,
  requirePermission,
} from '../policy/user.policy.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { PermissionsRepository, type Permitted } from './permissions.repository.js';

type Wanted = RequestOf<typeof permissionCalls.set>['wanted'];
type Shown = ResponseOf<typeof permissionCalls.get>;

function effectiveOf(actor: Actor, row: Permitted, custom = row.permissions): readonly Permission[] {
  return effectivePermissions({ role: row.role, plan: actor.plan, custom, roleDefaults: actor.roleDefaults });
}

function shown(actor: Actor, row: Permitted): Shown {
  return {
    mode: row.permissions === null ? 'default' : 'custom',
    granted: row.permissions ?? [],
    effective: [...effectiveOf(actor, row)],
  };
}

/** In the order of the catalogue, so that equal sets are equal. */
function inOrder(set: readonly Permission[]): Permission[] {
  return permissions.filter((permission) => set.includes(permission));
}

/** Permissions of single people. */
@Injectable()
export class UserPermissionsService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly permitted: PermissionsRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async get(caller: Caller, userId: string): Promise<Shown> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      if (actor.id !== userId) requirePermission(actor, 'users.manage');
      const row = await this.permitted.find(caller.acc, userId);
      if (row === undefined) throw new AppError('not_found');
      return shown(actor, row);
    });
  }

  async set(caller: Caller, userId: string, wanted: Wanted): Promise<Shown> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const [actor, row] = await Promise.all([
        this.actors.toWrite(caller, { changed: [userId] }),
        this.permitted.find(caller.acc, userId),
      ]);
      requireCustomiser(actor);
      if (row === undefined) throw new AppError('not_found');
      requireCustomising(actor, row);
      requireFeature(actor.plan, 'custom_permissions');
      const chosen = wanted.mode === 'default' ? null : inOrder(wanted.granted);
      if (wanted.mode === 'custom') requireFitting(row.role, wanted.granted, 'granted');
      requireGrant(actor, effectiveOf(actor, row), effectiveOf(actor, row, chosen));
      if (JSON.stringify(chosen) === JSON.stringify(row.permissions)) return shown(actor, row);
      return this.write(actor, row, chosen);
    });
  }

  private async write(actor: Actor, row: Permitted, chosen: Permission[] | null): Promise<Shown> {
    const { account_id: accountId, id } = row;
    await this.permitted.choose(accountId, id, chosen);
    await this.audit.record({
      accountId,
      action: 'user.permissions_changed',
      target: { kind: 'user', id },
      change: { permissions: { before: row.permissions, after: chosen } },
    });
    const next = { ...row, permissions: chosen, version: row.version + 1 };
    await this.announcements.publish(permissionEvents.userChanged, next, { userId: id, granted: chosen });
    return shown(actor, next);
  }
}
