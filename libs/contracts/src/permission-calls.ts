import { z } from 'zod';
import { defineCall } from './calls.js';
import { defineEvent } from './facts.js';
import { Nothing, Uuid } from './primitives.js';
import { GivableRole, Permission, permissions, PlanFeature, PlanName, Role } from './roles.js';

/** Distinct permissions. */
export const PermissionSet = z
  .array(Permission)
  .max(permissions.length)
  .refine((set) => new Set(set).size === set.length, 'must not name a permission twice');

export const PermissionCatalogue = z
  .object({
    groups: z.array(z.object({ id: z.string(), name: z.string() })),
    items: z.array(
      z.object({
        id: Permission,
        name: z.string(),
        description: z.string(),
        /** A `groups[].id`. */
        group: z.string(),
        /** Roles whose people may be given it. */
        givableTo: z.array(GivableRole),
      }),
    ),
  })
  .meta({ id: 'PermissionCatalogue' });

export const PlanList = z
  .object({
    items: z.array(
      z.object({
        name: PlanName,
        title: z.string(),
        aliases: z.array(z.string()),
        features: z.array(PlanFeature),
        limits: z.object({ lightUsers: z.int().nonnegative() }),
      }),
    ),
  })
  .meta({ id: 'PlanList' });

/** A role as this account has it. */
export const RoleSetting = z
  .object({
    role: Role,
    /** What people of this role may do unless something else was chosen for them. */
    permissions: z.array(Permission),
    /** What that would be without a choice of the account. */
    builtIn: z.array(Permission),
    /** The account's choice; null follows the built-in ones. It counts on plans with custom permissions only. */
    chosen: z.array(Permission).nullable(),
    givable: z.array(Permission),
    /** Who has the role and is not deleted: all, and those with permissions of their own. */
    people: z.object({ total: z.int().nonnegative(), custom: z.int().nonnegative() }),
  })
  .meta({ id: 'RoleSetting' });

export const RoleSettings = z.object({ items: z.array(RoleSetting).max(4) }).meta({ id: 'RoleSettings' });

/** Null goes back to the built-in permissions. */
export const SetRolePermissionsBody = z
  .strictObject({ permissions: PermissionSet.nullable() })
  .meta({ id: 'SetRolePermissions' });

/** `granted` is what was chosen for the person alone, `effective` what they may do now. */
export const UserPermissions = z
  .object({
    mode: z.enum(['default', 'custom']),
    granted: z.array(Permission),
    effective: z.array(Permission),
  })
  .meta({ id: 'UserPermissions' });

export const SetUserPermissionsBody = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('default'), granted: z.array(Permission).max(0).optional() }),
    z.strictObject({ mode: z.literal('custom'), granted: PermissionSet }),
  ])
  .meta({ id: 'SetUserPermissions' });

export const permissionCalls = {
  roles: defineCall({
    subject: 'users.roles.list.v1',
    authority: 'user',
    summary: 'What each role may do in this account, and how many people have it. Needs users.manage.',
    request: Nothing,
    response: RoleSettings,
  }),
  setRole: defineCall({
    subject: 'users.roles.set-permissions.v1',
    authority: 'user',
    summary: 'What people of a role may do unless something else was chosen for them. The owner alone.',
    request: z.strictObject({ role: GivableRole, permissions: PermissionSet.nullable() }),
    response: RoleSetting,
    errors: ['owner_required', 'plan_required'],
  }),
  get: defineCall({
    subject: 'users.permissions.get.v1',
    authority: 'user',
    summary: 'What was chosen for a person, and what they may do now; oneself, or anybody with users.manage.',
    request: z.strictObject({ userId: Uuid }),
    response: UserPermissions,
  }),
  set: defineCall({
    subject: 'users.permissions.set.v1',
    authority: 'user',
    summary: 'Choose permissions for one person, or let them follow the role again.',
    request: z.strictObject({ userId: Uuid, wanted: SetUserPermissionsBody }),
    response: UserPermissions,
    errors: ['plan_required', 'last_owner'],
  }),
};

const aUser = '01890a5d-ac96-774b-bcce-b302099a8057';

export const permissionEvents = {
  userChanged: defineEvent({
    type: 'user.permissions_changed',
    version: 1,
    source: 'users',
    summary:
      'Other permissions were chosen for the user; null follows the role. A change of the role sets null without this event.',
    data: z.object({
      userId: Uuid,
      granted: z.array(Permission).nullable().describe('What was chosen; null follows the role'),
    }),
    example: { userId: aUser, granted: ['threads.edit', 'reports.view', 'reports.export'] },
  }),
  roleChanged: defineEvent({
    type: 'account.role_permissions_changed',
    version: 1,
    source: 'users',
    summary: 'What people of a role may do unless something else was chosen for them; null is the built-in set.',
    data: z.object({
      role: GivableRole.describe('The role'),
      permissions: z.array(Permission).nullable().describe('What the role may do now; null is the built-in set'),
    }),
    example: { role: 'user', permissions: ['threads.edit', 'reports.view'] },
  }),
};
