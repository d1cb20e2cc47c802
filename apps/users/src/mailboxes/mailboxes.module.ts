import { Module } from '@nestjs/common';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { MailboxesController } from './mailboxes.controller.js';
import { MailboxesRepository } from './mailboxes.repository.js';
import { MailboxesService } from './mailboxes.service.js';

@Module({
  imports: [ListsModule, PolicyModule],
  controllers: [MailboxesController],
  providers: [MailboxesRepository, MailboxesService],
})
export class MailboxesModule {}
