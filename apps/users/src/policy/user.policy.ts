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

/** What a role may do. */
export function permissionsOf(role: Role): readonly Permission[] {
  return defaultPermissions[role];
}

export function can(actor: Somebody, permission: Permission): boolean {
  return permissionsOf(actor.role).includes(permission);
}

/** @throws AppError `forbidden` */
export function requirePermission(actor: Somebody, permission: Permission): void {
  if (!can(actor, permission)) throw new AppError('forbidden');
}

/** The owner is managed by nobody but themselves; everybody else by those with `users.manage`. */
export function mayManage(actor: Somebody, target: Somebody): boolean {
  return can(actor, 'users.manage') && (target.role !== 'owner' || actor.id === target.id);
}

/** Oneself, or those one manages. @throws AppError `forbidden` */
export function requireEdit(actor: Somebody, target: Somebody): void {
  if (actor.id !== target.id && !mayManage(actor, target)) throw new AppError('forbidden');
}

/**
 * Nobody changes their own role, nobody but the present owner can have been owner, and nobody gives a role that may do
 * more than their own.
 * @throws AppError `forbidden`, `last_owner`
 */
export function requireRoleChange(actor: Somebody, target: Somebody, role: Role): void {
  if (target.role === 'owner') throw new AppError(can(actor, 'users.manage') ? 'last_owner' : 'forbidden');
  if (actor.id === target.id || !mayManage(actor, target)) throw new AppError('forbidden');
  requireGivable(actor, role);
}

/** Nobody grants what they lack. @throws AppError `forbidden` */
export function requireGivable(actor: Somebody, role: Role): void {
  const own = permissionsOf(actor.role);
  if (!permissionsOf(role).every((permission) => own.includes(permission))) throw new AppError('forbidden');
}

/** @throws AppError `plan_required` naming the smallest plan with the feature */
export function requireFeature(plan: PlanName, feature: PlanFeature): void {
  if (!plans[plan].features.includes(feature)) {
    throw new AppError('plan_required', { plan: smallestPlanWith(feature) });
  }
}
