import { Module } from '@nestjs/common';
import { LimitsModule } from '../limits/limits.module.js';
import { MailRequestDesk } from './mail-request-desk.js';
import { MailRequests } from './mail-requests.js';
import { MailRequestsRepository } from './mail-requests.repository.js';

@Module({
  imports: [LimitsModule],
  providers: [MailRequestDesk, MailRequests, MailRequestsRepository],
  exports: [MailRequestDesk, MailRequests, MailRequestsRepository],
})
export class RequestsModule {}
