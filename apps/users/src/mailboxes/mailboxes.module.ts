import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { AccessModule } from '../access/access.module.js';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { MailboxChangesRepository } from './mailbox-changes.repository.js';
import { MailboxChanges } from './mailbox-changes.service.js';
import { MailboxManagementController } from './mailbox-management.controller.js';
import { MailboxReadingRepository } from './mailbox-reading.repository.js';
import { MailboxReading } from './mailbox-reading.service.js';
import { MailboxesController } from './mailboxes.controller.js';
import { MailboxesRepository } from './mailboxes.repository.js';
import { MailboxesService } from './mailboxes.service.js';

@Module({
  imports: [AccessModule, ListsModule, PolicyModule, UsersModule],
  controllers: [MailboxesController, MailboxManagementController],
  providers: [
    IdempotentCommands,
    MailboxChanges,
    MailboxChangesRepository,
    MailboxReading,
    MailboxReadingRepository,
    MailboxesRepository,
    MailboxesService,
  ],
})
export class MailboxesModule {}
