import {
  defaultPermissions,
  givablePermissions,
  plans,
  roles,
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
  /** Acts by a token that may do less than its person: such a one is not the person themselves. */
  lessened?: boolean;
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
  const chosen = custom ?? roleDefaults[role];
  return chosen?.filter((permission) => givablePermissions[role].includes(permission)) ?? defaultPermissions[role];
}

/** True when `role` is at least as strong as `other`. */
export function reaches(role: Role, other: Role): boolean {
  return roles.indexOf(role) <= roles.indexOf(other);
}

export function can(actor: Pick<Deciding, 'permissions'>, permission: Permission): boolean {
  return actor.permissions.includes(permission);
}

/** @throws AppError `forbidden` */
export function requirePermission(actor: Pick<Deciding, 'permissions'>, permission: Permission): void {
  if (!can(actor, permission)) throw new AppError('forbidden');
}

/** A token that may do less than its guardian does not inherit what everybody may do to themselves. */
function isOneself(actor: Pick<Deciding, 'id' | 'lessened'>, target: Somebody): boolean {
  return actor.id === target.id && actor.lessened !== true;
}

/**
 * The owner is managed by nobody but themselves; everybody else by those with `users.manage` whose role is as strong:
 * somebody to whom only this permission was given does not manage administrators.
 */
export function mayManage(actor: Deciding, target: Somebody): boolean {
  if (!can(actor, 'users.manage')) return false;
  return isOneself(actor, target) || (target.role !== 'owner' && reaches(actor.role, target.role));
}

/**
 * Suspending and deleting: those one manages, never oneself, never the owner.
 * @throws AppError `forbidden`, `last_owner`
 */
export function requireRemoval(actor: Deciding, target: Somebody): void {
  requirePermission(actor, 'users.manage');
  if (target.role === 'owner') throw new AppError('last_owner');
  if (actor.id === target.id || !mayManage(actor, target)) throw new AppError('forbidden');
}

/** Oneself, or those one manages. @throws AppError `forbidden` */
export function requireEdit(actor: Deciding, target: Somebody): void {
  if (!isOneself(actor, target) && !mayManage(actor, target)) throw new AppError('forbidden');
}

/**
 * Choosing the address that somebody signs in with: whoever has the address becomes them by a new password, so it takes
 * all that they may do, besides managing them.
 * @param held what the target may do
 * @throws AppError `forbidden`
 */
export function requireReaddressing(actor: Deciding, target: Somebody, held: readonly Permission[]): void {
  requireEdit(actor, target);
  if (actor.id !== target.id && !held.every((permission) => can(actor, permission))) throw new AppError('forbidden');
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

/** Nobody grants what they lack, or a stronger role than their own. @throws AppError `forbidden` */
export function requireGivable(actor: Deciding, role: Role): void {
  if (!reaches(actor.role, role)) throw new AppError('forbidden');
  const given = effectivePermissions({ role, plan: actor.plan, custom: null, roleDefaults: actor.roleDefaults });
  if (!given.every((permission) => can(actor, permission))) throw new AppError('forbidden');
}

/** Whose permissions are chosen by whom. Nobody's are chosen by users and light users, whatever they may do otherwise. */
const customised: Record<Role, readonly Role[]> = {
  owner: ['administrator', 'user', 'light_user'],
  administrator: ['user', 'light_user'],
  user: [],
  light_user: [],
};

/**
 * A change of role discards what was chosen for somebody alone: whoever may not choose it may not undo it that way.
 * @throws AppError `forbidden`
 */
export function requireDiscarding(actor: Pick<Deciding, 'role'>, target: Pick<Somebody, 'role'>): void {
  if (!customised[actor.role].includes(target.role)) throw new AppError('forbidden');
}

/** Whether they choose anybody's: asked before it is told who exists. @throws AppError `forbidden` */
export function requireCustomiser(actor: Deciding): void {
  requirePermission(actor, 'users.manage');
  if (customised[actor.role].length === 0) throw new AppError('forbidden');
}

/**
 * Choosing permissions for one person: never one's own, and the owner always has all.
 * @throws AppError `forbidden`, `last_owner` for the owner on themselves
 */
export function requireCustomising(actor: Deciding, target: Somebody): void {
  requireCustomiser(actor);
  if (actor.role === 'owner' && target.role === 'owner') throw new AppError('last_owner');
  if (actor.id === target.id || !customised[actor.role].includes(target.role)) throw new AppError('forbidden');
}

/**
 * Nobody grants what they lack. What somebody has already may stay.
 * @throws AppError `forbidden`
 */
export function requireGrant(actor: Deciding, before: readonly Permission[], after: readonly Permission[]): void {
  const added = after.filter((permission) => !before.includes(permission));
  if (!added.every((permission) => can(actor, permission))) throw new AppError('forbidden');
}

/**
 * What people of a role may have at all: billing is the owner's, and light users get little.
 * @param path where the set is in the request
 * @throws AppError `invalid_request` naming each permission that does not go with the role
 */
export function requireFitting(role: Role, set: readonly Permission[], path: string): void {
  const errors = set.flatMap((permission, index) =>
    givablePermissions[role].includes(permission)
      ? []
      : [{ path: `${path}.${index}`, code: 'not_givable', message: `does not go with the role ${role}` }],
  );
  if (errors.length > 0) throw new AppError('invalid_request', { errors });
}

/** @throws AppError `owner_required` */
export function requireOwner(actor: Somebody): void {
  if (actor.role !== 'owner') throw new AppError('owner_required');
}

/** @throws AppError `plan_required` naming the smallest plan with the feature */
export function requireFeature(plan: PlanName, feature: PlanFeature): void {
  if (!plans[plan].features.includes(feature)) {
    throw new AppError('plan_required', { plan: smallestPlanWith(feature) });
  }
}
