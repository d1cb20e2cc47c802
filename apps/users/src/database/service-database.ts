import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { AccountRow } from '../accounts/account.entity.js';
import { AuditEntryRow } from '../audit/audit-entry.entity.js';
import { MailboxGrantRow, MailboxRow, TeamMailboxGrantRow } from '../mailboxes/mailbox.entity.js';
import { RolePermissionsRow } from '../policy/role-permissions.entity.js';
import { TeamMemberRow, TeamRow } from '../teams/team.entity.js';
import { MentionRow, UserRow } from '../users/user.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { PermissionsAndAudit1764100000000 } from './migrations/1764100000000-permissions-and-audit.js';
import { SecondFactorVersion1764312000000 } from './migrations/1764312000000-second-factor-version.js';

/** What the schema `users` holds, and how it came to be. */
export const usersDatabase: ServiceDatabase = {
  schema: 'users',
  entities: [
    AccountRow,
    UserRow,
    MentionRow,
    TeamRow,
    TeamMemberRow,
    MailboxRow,
    MailboxGrantRow,
    TeamMailboxGrantRow,
    RolePermissionsRow,
    AuditEntryRow,
    ...eventEntities,
  ],
  migrations: [Foundation1764000000000, PermissionsAndAudit1764100000000, SecondFactorVersion1764312000000],
};
