import { z } from 'zod';

/** Roles, strongest first. `light_user` is `light user` on the Help Scout wire. */
export const roles = ['owner', 'administrator', 'user', 'light_user'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

/** Roles that can be given to somebody: `owner` moves only by ownership transfer. */
export const GivableRole = z.enum(['administrator', 'user', 'light_user']);

export const permissions = [
  'account.billing',
  'account.settings',
  'users.manage',
  'teams.manage',
  'mailboxes.manage',
  'conversations.delete',
  'threads.edit',
  'saved_replies.manage',
  'tags.manage',
  'workflows.manage',
  'custom_fields.manage',
  'reports.view',
  'reports.export',
  'report_views.manage',
  'messages.manage',
  'docs.edit',
  'docs.manage',
  'apps.manage',
  'api.access',
] as const;
export const Permission = z.enum(permissions);
export type Permission = z.infer<typeof Permission>;

/** What a role may do when nothing else was chosen for the account or the person. */
export const defaultPermissions: Record<Role, readonly Permission[]> = {
  owner: permissions,
  administrator: permissions.filter((permission) => permission !== 'account.billing'),
  user: ['threads.edit', 'reports.view', 'docs.edit', 'api.access'],
  light_user: ['reports.view'],
};

/** What somebody may do at a moment, written down: as a ceiling it only ever takes away. */
export const Rights = z.object({ role: Role, permissions: z.array(Permission) }).meta({ id: 'Rights' });
export type Rights = z.infer<typeof Rights>;

export const planNames = ['free', 'standard', 'plus', 'company'] as const;
export const PlanName = z.enum(planNames);
export type PlanName = z.infer<typeof PlanName>;

export const planFeatures = ['teams', 'custom_permissions', 'light_users', 'api_keys'] as const;
export const PlanFeature = z.enum(planFeatures);
export type PlanFeature = z.infer<typeof PlanFeature>;

/** Plan gates as data, smallest plan first. `lightUsers` is how many light users the plan includes. */
export const plans: Record<PlanName, { features: readonly PlanFeature[]; lightUsers: number }> = {
  free: { features: [], lightUsers: 0 },
  standard: { features: ['api_keys'], lightUsers: 0 },
  plus: { features: ['teams', 'custom_permissions', 'light_users', 'api_keys'], lightUsers: 25 },
  company: { features: ['teams', 'custom_permissions', 'light_users', 'api_keys'], lightUsers: 50 },
};

/** The smallest plan that has a feature; what `plan_required` tells. */
export function smallestPlanWith(feature: PlanFeature): PlanName {
  return planNames.find((name) => plans[name].features.includes(feature)) ?? 'company';
}
