import { Module } from '@nestjs/common';
import { ActiveSessionsModule } from '../active-sessions/active-sessions.module.js';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LinksModule } from '../links/links.module.js';
import { HoldingsController } from './holdings.controller.js';
import { HoldingsService } from './holdings.service.js';

@Module({
  imports: [ActiveSessionsModule, ApiKeysModule, FactorsModule, IdentitiesModule, LinksModule],
  controllers: [HoldingsController],
  providers: [HoldingsService],
})
export class HoldingsModule {}
