import { Module } from '@nestjs/common';
import { MailsModule } from '../mails/mails.module.js';
import { SecondFactorsProjection } from './second-factors.projection.js';

@Module({ imports: [MailsModule], providers: [SecondFactorsProjection] })
export class SecondFactorsModule {}
