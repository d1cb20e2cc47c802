import { Module, type DynamicModule } from '@nestjs/common';
import { EventsModule } from '#events';
import { ObservabilityModule } from '#observability';
import { DatabaseHealth, DatabaseModule, IdempotentCommands } from '#postgres';
import { RpcModule, type ProcessParts } from '#rpc';
import { ActiveSessionsModule } from './active-sessions/active-sessions.module.js';
import { ApiKeysModule } from './api-keys/api-keys.module.js';
import { ConfigModule } from './config.module.js';
import type { AuthConfig } from './config.js';
import { authDatabase } from './database/service-database.js';
import { DevicesModule } from './devices/devices.module.js';
import { FactorsModule } from './factors/factors.module.js';
import { HoldingsModule } from './holdings/holdings.module.js';
import { AuthHousekeeping } from './housekeeping/housekeeping.js';
import { InvitationsModule } from './invitations/invitations.module.js';
import { KeysModule } from './keys/keys.module.js';
import { LimitsModule } from './limits/limits.module.js';
import { LinksModule } from './links/links.module.js';
import { OriginsModule } from './origins/origins.module.js';
import { PeopleModule } from './people/people.module.js';
import { RecoveryModule } from './recovery/recovery.module.js';
import { RequestsModule } from './requests/requests.module.js';
import { SecurityModule } from './security/security.module.js';
import { SessionsModule } from './sessions/sessions.module.js';
import { TwoFactorModule } from './two-factor/two-factor.module.js';
import { SignUpModule } from './sign-up/sign-up.module.js';

@Module({})
export class AppModule {
  static forProcess(parts: ProcessParts, config: AuthConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ObservabilityModule.forProcess(parts),
        ConfigModule.forProcess(config),
        RpcModule.forProcess(parts.link, true),
        DatabaseModule.forService(authDatabase, { url: config.DATABASE_URL, poolSize: config.DATABASE_POOL_SIZE }),
        EventsModule.forService(parts.health, parts.link),
        SessionsModule,
        LimitsModule,
        LinksModule,
        InvitationsModule,
        PeopleModule,
        TwoFactorModule,
        FactorsModule,
        DevicesModule,
        KeysModule,
        ActiveSessionsModule,
        RecoveryModule,
        RequestsModule,
        SecurityModule,
        SignUpModule,
        OriginsModule,
        ApiKeysModule,
        HoldingsModule,
      ],
      providers: [DatabaseHealth, AuthHousekeeping, IdempotentCommands],
    };
  }
}
