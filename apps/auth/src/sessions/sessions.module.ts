import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { Arrivals } from './arrivals.js';
import { SecurityModule } from '../security/security.module.js';
import { HalfSignInEndings } from './half-sign-in-endings.js';
import { OwnSessionService } from './own-session.service.js';
import { RefreshService } from './refresh.service.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionRenewals } from './session-renewals.js';
import { SessionStarter } from './session-starter.js';
import { SessionsController } from './sessions.controller.js';
import { SignInService } from './sign-in.service.js';
import { VerificationService } from './verification.service.js';

@Module({
  imports: [
    ApiKeysModule,
    DevicesModule,
    EndingsModule,
    FactorsModule,
    IdentitiesModule,
    KeysModule,
    LimitsModule,
    PasswordsModule,
    SecurityModule,
  ],
  controllers: [SessionsController],
  providers: [
    Arrivals,
    HalfSignInEndings,
    OwnSessionService,
    RefreshService,
    RefreshTokens,
    SessionRenewals,
    SessionStarter,
    SignInService,
    VerificationService,
  ],
  exports: [Arrivals, EndingsModule, SessionRenewals, SessionStarter, SignInService],
})
export class SessionsModule {}
