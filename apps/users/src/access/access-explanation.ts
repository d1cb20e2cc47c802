import { plans, type AccessExplanation, type AccessReason, type Permission, type PlanFeature } from '#contracts';
import type { PlanName, Role } from '#contracts';
import { effectivePermissions, type RoleDefaults } from '../policy/user.policy.js';

/** Somebody about whom is asked, with what their account chose. */
export interface Explained {
  role: Role;
  custom: Permission[] | null;
  suspended: boolean;
  plan: PlanName;
  roleDefaults: RoleDefaults;
}

/** Permissions that are of no use on a plan without the feature. */
const neededFeature: Partial<Record<Permission, PlanFeature>> = { 'teams.manage': 'teams', 'api.access': 'api_keys' };

const suspended: AccessExplanation = { allowed: false, because: [{ kind: 'suspended' }] };

/** Where the set of permissions of somebody comes from. A plan that ignores another choice is named, too. */
function sourceOf({ role, custom, plan, roleDefaults }: Explained): AccessReason[] {
  if (role === 'owner') return [{ kind: 'owner' }];
  const ofRole: AccessReason = { kind: 'role_default', name: role };
  const ofAccount: AccessReason = { kind: 'account_default', name: role };
  const chosen = custom !== null || roleDefaults[role] !== undefined;
  if (!chosen) return [ofRole];
  if (!plans[plan].features.includes('custom_permissions')) return [ofRole, { kind: 'plan', name: plan }];
  return [custom === null ? ofAccount : { kind: 'custom_set' }];
}

/** Whether somebody has a permission now, and what decides it. */
export function explainPermission(person: Explained, permission: Permission): AccessExplanation {
  if (person.suspended) return suspended;
  const held = effectivePermissions(person).includes(permission);
  const feature = neededFeature[permission];
  if (held && feature !== undefined && !plans[person.plan].features.includes(feature)) {
    return { allowed: false, because: [{ kind: 'plan', name: person.plan }] };
  }
  return { allowed: held, because: sourceOf(person) };
}

/**
 * Whether somebody can use a mailbox now, and all that lets them. Where nothing but teams would, on a plan without
 * them, the plan and those teams are named.
 */
export function explainMailbox(
  person: Pick<Explained, 'role' | 'suspended' | 'plan'>,
  grants: readonly AccessReason[],
): AccessExplanation {
  if (person.suspended) return suspended;
  const pausing = !plans[person.plan].features.includes('teams');
  const counting = grants.filter(({ kind }) => !pausing || kind !== 'team_grant');
  const because = [...(person.role === 'owner' ? [{ kind: 'owner' as const }] : []), ...counting];
  if (because.length > 0) return { allowed: true, because };
  if (grants.length === 0) return { allowed: false, because: [{ kind: 'not_granted' }] };
  const paused = grants.map((grant) => ({ ...grant, kind: 'team_grant_paused' as const }));
  return { allowed: false, because: [{ kind: 'plan', name: person.plan }, ...paused] };
}
