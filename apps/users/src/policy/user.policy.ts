import {
  defaultPermissions,
  plans,
  smallestPlanWith,
  type Permission,
  type PlanFeature,
  type PlanName,
  type Role,
} from '#contracts';
import { AppError } from '#errors';

interface Somebody {
  id: string;
  role: Role;
}

/** What an account changed of the defaults of its roles; a role that is not there follows {@link defaultPermissions}. */
export type RoleDefaults = Partial<Record<Role, readonly Permission[]>>;

/** Who acts, with what they may do now. */
export interface Deciding extends Somebody {
  permissions: readonly Permission[];
  roleDefaults: RoleDefaults;
  plan: PlanName;
}

/**
 * What somebody may do: the owner everything, others their own set or what their role may do in this account.
 * On a plan without custom permissions only the built-in defaults count.
 * @param custom the set chosen for this person alone; null follows the role
 */
export function effectivePermissions(somebody: {
  role: Role;
  plan: PlanName;
  custom: readonly Permission[] | null;
  roleDefaults: RoleDefaults;
}): readonly Permission[] {
  const { role, plan, custom, roleDefaults } = somebody;
  if (role === 'owner' || !plans[plan].features.includes('custom_permissions')) return defaultPermissions[role];
  return custom ?? roleDefaults[role] ?? defaultPermissions[role];
}

export function can(actor: Pick<Deciding, 'permissions'>, permission: Permission): boolean {
  return actor.permissions.includes(permission);
}

/** @throws AppError `forbidden` */
export function requirePermission(actor: Pick<Deciding, 'permissions'>, permission: Permission): void {
  if (!can(actor, permission)) throw new AppError('forbidden');
}

/** The owner is managed by nobody but themselves; everybody else by those with `users.manage`. */
export function mayManage(actor: Deciding, target: Somebody): boolean {
  return can(actor, 'users.manage') && (target.role !== 'owner' || actor.id === target.id);
}

/** Oneself, or those one manages. @throws AppError `forbidden` */
export function requireEdit(actor: Deciding, target: Somebody): void {
  if (actor.id !== target.id && !mayManage(actor, target)) throw new AppError('forbidden');
}

/**
 * Nobody changes their own role, nobody but the present owner can have been owner, and nobody gives a role that may do
 * more than their own.
 * @throws AppError `forbidden`, `last_owner`
 */
export function requireRoleChange(actor: Deciding, target: Somebody, role: Role): void {
  if (target.role === 'owner') throw new AppError(can(actor, 'users.manage') ? 'last_owner' : 'forbidden');
  if (actor.id === target.id || !mayManage(actor, target)) throw new AppError('forbidden');
  requireGivable(actor, role);
}

/** Nobody grants what they lack. @throws AppError `forbidden` */
export function requireGivable(actor: Deciding, role: Role): void {
  const given = effectivePermissions({ role, plan: actor.plan, custom: null, roleDefaults: actor.roleDefaults });
  if (!given.every((permission) => can(actor, permission))) throw new AppError('forbidden');
}

/** @throws AppError `plan_required` naming the smallest plan with the feature */
export function requireFeature(plan: PlanName, feature: PlanFeature): void {
  if (!plans[plan].features.includes(feature)) {
    throw new AppError('plan_required', { plan: smallestPlanWith(feature) });
  }
}
