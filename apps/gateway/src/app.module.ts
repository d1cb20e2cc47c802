import { Module, type DynamicModule } from '@nestjs/common';
import { ObservabilityModule } from '#observability';
import { RpcModule, type ProcessParts } from '#rpc';
import { AccountController } from './account/account.controller.js';
import { AccountTokensController } from './api-keys/account-tokens.controller.js';
import { ApiKeysController } from './api-keys/api-keys.controller.js';
import { DocsApiController } from './api-keys/docs-api.controller.js';
import { AuditController } from './audit/audit.controller.js';
import { BulkController } from './bulk/bulk.controller.js';
import { ImportUploads } from './bulk/import-uploads.js';
import { ImportsController } from './bulk/imports.controller.js';
import { LongRequests } from './http/long-requests.js';
import { CONFIG, type GatewayConfig } from './config.js';
import { IdentityModule } from './identity/identity.module.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { KeysController } from './keys/keys.controller.js';
import { DeletionPreviews } from './lifecycle/deletion-previews.service.js';
import { LifecycleController } from './lifecycle/lifecycle.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { MeCache } from './me/me-cache.js';
import { MeController } from './me/me.controller.js';
import { MailboxManagementController } from './places/mailbox-management.controller.js';
import { PhotosController } from './photos/photos.controller.js';
import { Pictures } from './photos/pictures.js';
import { MailboxesController } from './places/mailboxes.controller.js';
import { TeamManagementController } from './places/team-management.controller.js';
import { TeamsController } from './places/teams.controller.js';
import { RolesController } from './roles/roles.controller.js';
import { UserAccessController } from './places/user-access.controller.js';
import { ActiveSessionsController } from './recovery/active-sessions.controller.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { SignUpController } from './recovery/sign-up.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignIns } from './sessions/sign-ins.js';
import { EmailChangesController } from './settings/email-changes.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SecondFactorController } from './two-factor/second-factor.controller.js';
import { TwoFactorController } from './two-factor/two-factor.controller.js';
import { UsersController } from './users/users.controller.js';

@Module({})
export class AppModule {
  static forProcess(parts: ProcessParts, config: GatewayConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ObservabilityModule.forProcess(parts),
        RpcModule.forProcess(parts.link, false),
        IdentityModule.forProcess(config),
      ],
      controllers: [
        SessionsController,
        InvitationsController,
        MeController,
        ImportsController,
        BulkController,
        AuditController,
        UsersController,
        TeamsController,
        MailboxesController,
        LifecycleController,
        TeamManagementController,
        MailboxManagementController,
        UserAccessController,
        LiveController,
        AccountController,
        RolesController,
        PhotosController,
        EmailChangesController,
        SettingsController,
        ApiKeysController,
        AccountTokensController,
        DocsApiController,
        KeysController,
        SecondFactorController,
        TwoFactorController,
        ActiveSessionsController,
        RecoveryController,
        SignUpController,
      ],
      providers: [
        { provide: CONFIG, useValue: config },
        SignIns,
        MeCache,
        LiveStreams,
        ImportUploads,
        LongRequests,
        Pictures,
        DeletionPreviews,
      ],
    };
  }
}
