import { Module, type DynamicModule } from '@nestjs/common';
import { EventsModule } from '#events';
import { ObservabilityModule } from '#observability';
import { DatabaseHealth, DatabaseModule, IdempotentCommands } from '#postgres';
import { RpcModule, type ProcessParts } from '#rpc';
import { AccountsModule } from './accounts/accounts.module.js';
import { AccessModule } from './access/access.module.js';
import { AuditLogModule } from './audit/audit-log.module.js';
import { AuditModule } from './audit/audit.module.js';
import { BulkModule } from './bulk/bulk.module.js';
import { AutoBccModule } from './auto-bcc/auto-bcc.module.js';
import { ConfigModule } from './config.module.js';
import type { UsersConfig } from './config.js';
import { usersDatabase } from './database/service-database.js';
import { DirectoryModule } from './directory/directory.module.js';
import { UsersHousekeeping } from './housekeeping/housekeeping.js';
import { LiveModule } from './live/live.module.js';
import { LifecycleModule } from './lifecycle/lifecycle.module.js';
import { ImportsModule } from './imports/imports.module.js';
import { MailboxesModule } from './mailboxes/mailboxes.module.js';
import { OwnershipModule } from './ownership/ownership.module.js';
import { PeopleModule } from './people/people.module.js';
import { PermissionsModule } from './permissions/permissions.module.js';
import { EmailChangesModule } from './email-changes/email-changes.module.js';
import { NotificationPreferencesModule } from './notification-preferences/notification-preferences.module.js';
import { PhotosModule } from './photos/photos.module.js';
import { ProfileModule } from './profile/profile.module.js';
import { ProjectionsModule } from './projections/projections.module.js';
import { TeamsModule } from './teams/teams.module.js';
import { UsersModule } from './users/users.module.js';

@Module({})
export class AppModule {
  static forProcess(parts: ProcessParts, config: UsersConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ObservabilityModule.forProcess(parts),
        ConfigModule.forProcess(config),
        RpcModule.forProcess(parts.link, true),
        DatabaseModule.forService(usersDatabase, { url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE }),
        EventsModule.forService(parts.health, parts.link),
        AuditModule,
        AccountsModule,
        OwnershipModule,
        PermissionsModule,
        AuditLogModule,
        BulkModule,
        ImportsModule,
        UsersModule,
        AccessModule,
        TeamsModule,
        MailboxesModule,
        PeopleModule,
        ProjectionsModule,
        LifecycleModule,
        LiveModule,
        DirectoryModule,
        ProfileModule,
        PhotosModule,
        EmailChangesModule,
        AutoBccModule,
        NotificationPreferencesModule,
      ],
      providers: [DatabaseHealth, UsersHousekeeping, IdempotentCommands],
    };
  }
}
