import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { OffersModule } from './offers.module.js';
import { OwnershipController } from './ownership.controller.js';
import { OwnershipService } from './ownership.service.js';
import { RECOVERIES, RpcRecoveries } from './recoveries.js';

@Module({
  imports: [AccountsModule, OffersModule, PolicyModule, UsersModule],
  controllers: [OwnershipController],
  providers: [IdempotentCommands, OwnershipService, { provide: RECOVERIES, useClass: RpcRecoveries }],
})
export class OwnershipModule {}
