import { Module } from '@nestjs/common';
import { DirectoryModule } from '../directory/directory.module.js';
import { MailsModule } from '../mails/mails.module.js';
import { LetterService } from './letter.service.js';
import { MailLanes } from './mail-lanes.js';
import { MailSender } from './mail-sender.js';
import { Relay } from './relay.js';

@Module({
  imports: [DirectoryModule, MailsModule],
  providers: [LetterService, Relay, MailSender, MailLanes],
})
export class SendingModule {}
