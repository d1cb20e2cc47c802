import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { AccountsModule } from '../accounts/accounts.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { OwnershipController } from './ownership.controller.js';
import { OwnershipRepository } from './ownership.repository.js';
import { OwnershipService } from './ownership.service.js';

@Module({
  imports: [AccountsModule, PolicyModule, UsersModule],
  controllers: [OwnershipController],
  providers: [IdempotentCommands, OwnershipRepository, OwnershipService],
})
export class OwnershipModule {}
