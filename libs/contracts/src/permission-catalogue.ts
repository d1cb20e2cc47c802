import { permissions, type Permission, type PlanFeature, type PlanName, type Role } from './roles.js';

/** Under which headings permissions are shown, in this order. */
export const permissionGroups = {
  account: 'Account',
  people: 'People and places',
  conversations: 'Conversations',
  reports: 'Reports',
  messages: 'Messages',
  docs: 'Docs',
  apps: 'Apps and API',
} as const;
export type PermissionGroup = keyof typeof permissionGroups;

interface PermissionWords {
  group: PermissionGroup;
  name: string;
  description: string;
}

/** What each permission is called, and what it lets somebody do. */
export const permissionCatalogue: Record<Permission, PermissionWords> = {
  'account.billing': {
    group: 'account',
    name: 'Billing and plan',
    description: 'Change the plan and everything about payment. The owner’s alone.',
  },
  'account.settings': {
    group: 'account',
    name: 'Account settings',
    description: 'Change the name, time zone and security settings of the account.',
  },
  'users.manage': {
    group: 'people',
    name: 'Manage users',
    description: 'Create, invite, edit, suspend and delete users, and see everybody’s profile.',
  },
  'teams.manage': {
    group: 'people',
    name: 'Manage teams',
    description: 'Create, edit and delete teams, and choose their members and mailboxes.',
  },
  'mailboxes.manage': {
    group: 'people',
    name: 'Manage mailboxes',
    description: 'Create, edit and delete mailboxes, and see who uses them.',
  },
  'conversations.delete': {
    group: 'conversations',
    name: 'Delete conversations',
    description: 'Delete conversations for good.',
  },
  'threads.edit': {
    group: 'conversations',
    name: 'Edit replies and notes',
    description: 'Change replies and notes after they were sent or saved.',
  },
  'saved_replies.manage': {
    group: 'conversations',
    name: 'Manage saved replies',
    description: 'Create, edit and delete saved replies.',
  },
  'tags.manage': {
    group: 'conversations',
    name: 'Manage tags',
    description: 'Rename, merge and delete tags.',
  },
  'workflows.manage': {
    group: 'conversations',
    name: 'Manage workflows',
    description: 'Create, edit, switch on and off, and delete workflows.',
  },
  'custom_fields.manage': {
    group: 'conversations',
    name: 'Manage custom fields',
    description: 'Create, edit and delete custom fields.',
  },
  'reports.view': {
    group: 'reports',
    name: 'View reports',
    description: 'Open all reports.',
  },
  'reports.export': {
    group: 'reports',
    name: 'Export reports',
    description: 'Take the figures of reports out as files.',
  },
  'report_views.manage': {
    group: 'reports',
    name: 'Manage report views',
    description: 'Create, edit and delete the views of reports that everybody sees.',
  },
  'messages.manage': {
    group: 'messages',
    name: 'Manage messages',
    description: 'Create, edit, send and delete proactive messages.',
  },
  'docs.edit': {
    group: 'docs',
    name: 'Edit Docs',
    description: 'Write, edit and publish articles.',
  },
  'docs.manage': {
    group: 'docs',
    name: 'Manage Docs sites',
    description: 'Create, set up and delete sites, collections and categories.',
  },
  'apps.manage': {
    group: 'apps',
    name: 'Manage apps',
    description: 'Install, set up and remove apps of the account.',
  },
  'api.access': {
    group: 'apps',
    name: 'Use the API',
    description: 'Have API keys, register apps, and authorize apps to act for oneself.',
  },
};

const allButBilling = permissions.filter((permission) => permission !== 'account.billing');

/**
 * What may be chosen for a role or for somebody with it. Billing stays with the owner, and light users may be given
 * little besides what they have.
 */
export const givablePermissions: Record<Role, readonly Permission[]> = {
  owner: permissions,
  administrator: allButBilling,
  user: allButBilling,
  light_user: ['reports.view', 'reports.export', 'report_views.manage', 'messages.manage'],
};

/** What plans are called. Another spelling that is taken for the plan is in `aliases`. */
export const planTitles: Record<PlanName, { title: string; aliases: readonly string[] }> = {
  free: { title: 'Free', aliases: [] },
  standard: { title: 'Standard', aliases: [] },
  plus: { title: 'Plus', aliases: [] },
  company: { title: 'Company', aliases: ['pro'] },
};

/** What becomes of a feature when the plan that has it is left. */
export const featureWords: Record<PlanFeature, { name: string; starts: string; stops: string; stays: string }> = {
  teams: {
    name: 'Teams',
    starts: 'Teams can be used. Those that were kept are back, with their members and the mailboxes they give.',
    stops: 'Teams are hidden: nobody can open, mention or change them, or use a mailbox that only a team gives them.',
    stays: 'Every team, its members and the mailboxes it gives are kept, and come back with the plan.',
  },
  custom_permissions: {
    name: 'Custom permissions',
    starts: 'Permissions can be chosen for roles and for single people. Those chosen before count again.',
    stops:
      'Permissions chosen for roles and for single people do not count: everybody has what their role has, those included who had less.',
    stays: 'What was chosen is kept, and counts again with the plan.',
  },
  light_users: {
    name: 'Light users',
    starts: 'Light users can be added, and people made light users.',
    stops: 'No light user can be added or restored, and nobody can be made one.',
    stays: 'Light users who are here stay, and go on as before.',
  },
  api_keys: {
    name: 'API keys',
    starts: 'API keys can be made. Those that were kept work again.',
    stops: 'API keys pause: they are refused, and none can be made.',
    stays: 'The keys are kept, and work again with the plan.',
  },
};
