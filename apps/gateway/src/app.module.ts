import { Module, type DynamicModule } from '@nestjs/common';
import { ObservabilityModule } from '#observability';
import { RpcModule, type ProcessParts } from '#rpc';
import { CONFIG, type GatewayConfig } from './config.js';
import { IdentityModule } from './identity/identity.module.js';
import { InvitationsController } from './invitations/invitations.controller.js';
import { LiveController } from './live/live.controller.js';
import { LiveStreams } from './live/live-streams.js';
import { MeCache } from './me/me-cache.js';
import { MeController } from './me/me.controller.js';
import { MailboxesController } from './places/mailboxes.controller.js';
import { TeamsController } from './places/teams.controller.js';
import { ActiveSessionsController } from './recovery/active-sessions.controller.js';
import { RecoveryController } from './recovery/recovery.controller.js';
import { SignUpController } from './recovery/sign-up.controller.js';
import { SessionsController } from './sessions/sessions.controller.js';
import { SignIns } from './sessions/sign-ins.js';
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
        UsersController,
        TeamsController,
        MailboxesController,
        LiveController,
        ActiveSessionsController,
        RecoveryController,
        SignUpController,
      ],
      providers: [{ provide: CONFIG, useValue: config }, SignIns, MeCache, LiveStreams],
    };
  }
}
