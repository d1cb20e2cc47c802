import { Module } from '@nestjs/common';
import { MailsModule } from '../mails/mails.module.js';
import { AccessProjection } from './access.projection.js';

@Module({ imports: [MailsModule], providers: [AccessProjection] })
export class AccessModule {}
