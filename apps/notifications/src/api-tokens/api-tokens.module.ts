import { Module } from '@nestjs/common';
import { MailsModule } from '../mails/mails.module.js';
import { ApiTokensProjection } from './api-tokens.projection.js';

@Module({ imports: [MailsModule], providers: [ApiTokensProjection] })
export class ApiTokensModule {}
