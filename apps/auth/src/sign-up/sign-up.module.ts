import { Module } from '@nestjs/common';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { RequestsModule } from '../requests/requests.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { FOUNDING, RpcAccountFounding } from './account-founding.js';
import { SignUpConfirmationsService } from './sign-up-confirmations.service.js';
import { SignUpRequestsService } from './sign-up-requests.service.js';
import { SignUpsController } from './sign-ups.controller.js';
import { SignUpsRepository } from './sign-ups.repository.js';

@Module({
  imports: [IdentitiesModule, LimitsModule, LinksModule, PasswordsModule, RequestsModule, SessionsModule],
  controllers: [SignUpsController],
  providers: [
    SignUpConfirmationsService,
    SignUpRequestsService,
    SignUpsRepository,
    { provide: FOUNDING, useClass: RpcAccountFounding },
  ],
  exports: [SignUpsRepository],
})
export class SignUpModule {}
