import { Module, type DynamicModule } from '@nestjs/common';
import { EventsModule } from '#events';
import { ObservabilityModule } from '#observability';
import { DatabaseHealth, DatabaseModule } from '#postgres';
import { RpcModule, type ProcessParts } from '#rpc';
import { AccessModule } from './access/access.module.js';
import { ApiTokensModule } from './api-tokens/api-tokens.module.js';
import { ConfigModule } from './config.module.js';
import type { NotificationsConfig } from './config.js';
import { notificationsDatabase } from './database/service-database.js';
import { EmailChangesModule } from './email-changes/email-changes.module.js';
import { LinksModule } from './links/links.module.js';
import { SecondFactorsModule } from './second-factors/second-factors.module.js';
import { SendingModule } from './sending/sending.module.js';

@Module({})
export class AppModule {
  static forProcess(parts: ProcessParts, config: NotificationsConfig): DynamicModule {
    // Each lane holds a connection while the relay works; the pool of everybody else must not feel it.
    const poolSize = config.DATABASE_POOL_SIZE + config.MAIL_CONCURRENCY;
    return {
      module: AppModule,
      imports: [
        ObservabilityModule.forProcess(parts),
        ConfigModule.forProcess(config),
        RpcModule.forProcess(parts.link, true),
        DatabaseModule.forService(notificationsDatabase, { url: config.DATABASE_URL, poolSize }),
        EventsModule.forService(parts.health, parts.link),
        LinksModule,
        EmailChangesModule,
        SecondFactorsModule,
        AccessModule,
        ApiTokensModule,
        SendingModule,
      ],
      // The relay is not asked: while it is down mails wait in the queue, and taking this process out helps nobody.
      providers: [DatabaseHealth],
    };
  }
}
