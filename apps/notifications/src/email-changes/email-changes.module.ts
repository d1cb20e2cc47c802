import { Module } from '@nestjs/common';
import { MailsModule } from '../mails/mails.module.js';
import { EmailChangesProjection } from './email-changes.projection.js';

@Module({ imports: [MailsModule], providers: [EmailChangesProjection] })
export class EmailChangesModule {}
