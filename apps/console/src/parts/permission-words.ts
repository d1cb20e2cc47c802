import type { PermissionName } from '../api/types.js';

/** What a permission lets somebody do, to follow "You can". */
export const permissionWords: Record<PermissionName, string> = {
  'account.billing': 'manage the plan and billing',
  'account.settings': 'change the account’s settings',
  'users.manage': 'create and manage users',
  'teams.manage': 'manage teams',
  'mailboxes.manage': 'manage mailboxes',
  'conversations.delete': 'delete conversations',
  'threads.edit': 'edit replies and notes',
  'saved_replies.manage': 'manage saved replies',
  'tags.manage': 'manage tags',
  'workflows.manage': 'manage workflows',
  'custom_fields.manage': 'manage custom fields',
  'reports.view': 'view reports',
  'reports.export': 'export reports',
  'report_views.manage': 'manage report views',
  'messages.manage': 'manage messages',
  'docs.edit': 'write and edit Docs articles',
  'docs.manage': 'manage Docs sites',
  'apps.manage': 'manage apps',
  'api.access': 'use the API',
};
