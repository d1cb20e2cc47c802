import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { FactorsModule } from '../factors/factors.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { PasswordChangesService } from './password-changes.service.js';
import { PasswordNews } from './password-news.js';
import { PasswordResetsService, SentResetsService } from './password-resets.service.js';
import { RecoveriesService } from './recoveries.service.js';
import { RecoveryController } from './recovery.controller.js';
import { RecoveryRepository } from './recovery.repository.js';
import { ResetLinks } from './reset-links.js';

@Module({
  imports: [
    FactorsModule,
    IdentitiesModule,
    LimitsModule,
    LinksModule,
    PasswordsModule,
    RequestsModule,
    SessionsModule,
  ],
  controllers: [RecoveryController],
  providers: [
    IdempotentCommands,
    PasswordChangesService,
    PasswordNews,
    PasswordResetsService,
    RecoveriesService,
    RecoveryRepository,
    ResetLinks,
    SentResetsService,
  ],
})
export class RecoveryModule {}
