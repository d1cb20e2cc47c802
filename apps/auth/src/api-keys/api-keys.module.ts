import { Module } from '@nestjs/common';
import { EndingsModule } from '../endings/endings.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { AccountTokensController } from './account-tokens.controller.js';
import { AccountTokensService } from './account-tokens.service.js';
import { ApiKeyEndings } from './api-key-endings.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { ApiKeysService } from './api-keys.service.js';
import { API_RIGHTS, RpcApiRights } from './api-rights.js';
import { KeyAnnouncements } from './key-announcements.js';
import { KeyVerification } from './key-verification.service.js';
import { KeyWorkshop } from './key-workshop.js';
import { TokenGuardians } from './token-guardians.js';

@Module({
  imports: [EndingsModule, IdentitiesModule, KeysModule, LimitsModule],
  controllers: [ApiKeysController, AccountTokensController],
  providers: [
    AccountTokensService,
    ApiKeyEndings,
    ApiKeysRepository,
    ApiKeysService,
    KeyAnnouncements,
    KeyVerification,
    KeyWorkshop,
    TokenGuardians,
    { provide: API_RIGHTS, useClass: RpcApiRights },
  ],
  exports: [API_RIGHTS, ApiKeysRepository, KeyVerification, TokenGuardians],
})
export class ApiKeysModule {}
