import { Module } from '@nestjs/common';
import { MailQueue } from './mail-queue.js';
import { MailsRepository } from './mails.repository.js';
import { RecipientsRepository } from './recipients.repository.js';

@Module({
  providers: [MailsRepository, RecipientsRepository, MailQueue],
  exports: [MailsRepository, RecipientsRepository, MailQueue],
})
export class MailsModule {}
