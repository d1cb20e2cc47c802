import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountFactsModule } from './account-facts.module.js';
import { AccountSettings } from './account-settings.service.js';
import { AccountsController } from './accounts.controller.js';
import { FoundingService } from './founding.service.js';
import { PlansService } from './plans.service.js';

@Module({
  imports: [AccountFactsModule, PolicyModule, UsersModule],
  controllers: [AccountsController],
  providers: [AccountSettings, FoundingService, PlansService],
  exports: [AccountFactsModule],
})
export class AccountsModule {}
