import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { PolicyModule } from '../policy/policy.module.js';
import { ProfileModule } from '../profile/profile.module.js';
import { UsersModule } from '../users/users.module.js';
import { EmailChangesController } from './email-changes.controller.js';
import { EmailChangesRepository } from './email-changes.repository.js';
import { EmailChangesService } from './email-changes.service.js';
import { EmailConfirmation } from './email-confirmation.service.js';

@Module({
  imports: [PolicyModule, ProfileModule, UsersModule],
  controllers: [EmailChangesController],
  providers: [IdempotentCommands, EmailChangesRepository, EmailChangesService, EmailConfirmation],
})
export class EmailChangesModule {}
