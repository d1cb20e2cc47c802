import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { AccountRow } from '../accounts/account.entity.js';
import { AuditEntryRow } from '../audit/audit-entry.entity.js';
import { UserImportDataRow, UserImportPieceRow, UserImportRow } from '../imports/user-import.entity.js';
import { MailboxGrantRow, MailboxRow, TeamMailboxGrantRow } from '../mailboxes/mailbox.entity.js';
import { OwnershipTransferRow } from '../ownership/ownership-transfer.entity.js';
import { AutoBccAddressRow } from '../auto-bcc/auto-bcc-address.entity.js';
import { EmailChangeRow } from '../email-changes/email-change.entity.js';
import { NotificationChoicesRow } from '../notification-preferences/notification-choices.entity.js';
import { PhotoRow } from '../photos/photo.entity.js';
import { RolePermissionsRow } from '../policy/role-permissions.entity.js';
import { ConfirmationRequestRow } from '../profile/confirmation-request.entity.js';
import { TeamMemberRow, TeamRow } from '../teams/team.entity.js';
import { MentionRow, UserRow } from '../users/user.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { PermissionsAndAudit1764100000000 } from './migrations/1764100000000-permissions-and-audit.js';
import { AccountSettings1764210000000 } from './migrations/1764210000000-account-settings.js';
import { Lifecycle1764220000000 } from './migrations/1764220000000-lifecycle.js';
import { FoldNames1764200000000 } from './migrations/1764200000000-fold-names.js';
import { ListsAndImports1764240000000 } from './migrations/1764240000000-lists-and-imports.js';
import { Profile1764230000000 } from './migrations/1764230000000-profile.js';
import { SecondFactorVersion1764312000000 } from './migrations/1764312000000-second-factor-version.js';
import { RevokedInvitations1764410000000 } from './migrations/1764410000000-revoked-invitations.js';
import { SearchAndMembers1764320000000 } from './migrations/1764320000000-search-and-members.js';
import { ErasableEntries1764400000000 } from './migrations/1764400000000-erasable-entries.js';
import { FurtherSearch1764420000000 } from './migrations/1764420000000-further-search.js';
import { ImportCeilings1764450000000 } from './migrations/1764450000000-import-ceilings.js';
import { SearchSample1764470000000 } from './migrations/1764470000000-search-sample.js';

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
    OwnershipTransferRow,
    UserImportRow,
    UserImportPieceRow,
    UserImportDataRow,
    PhotoRow,
    EmailChangeRow,
    AutoBccAddressRow,
    ConfirmationRequestRow,
    NotificationChoicesRow,
    ...eventEntities,
  ],
  migrations: [
    Foundation1764000000000,
    PermissionsAndAudit1764100000000,
    FoldNames1764200000000,
    AccountSettings1764210000000,
    Lifecycle1764220000000,
    Profile1764230000000,
    ListsAndImports1764240000000,
    SecondFactorVersion1764312000000,
    SearchAndMembers1764320000000,
    ErasableEntries1764400000000,
    FurtherSearch1764420000000,
    RevokedInvitations1764410000000,
    ImportCeilings1764450000000,
    SearchSample1764470000000,
  ],
};
