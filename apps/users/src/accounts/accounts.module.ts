import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccountAnnouncements } from './account-announcements.js';
import { AccountSettings } from './account-settings.service.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsRepository } from './accounts.repository.js';
import { FoundingService } from './founding.service.js';
import { PlansService } from './plans.service.js';

@Module({
  imports: [PolicyModule, UsersModule],
  controllers: [AccountsController],
  providers: [AccountAnnouncements, AccountSettings, AccountsRepository, FoundingService, PlansService],
  exports: [AccountAnnouncements, AccountsRepository],
})
export class AccountsModule {}
