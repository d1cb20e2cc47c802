import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { OwnSessionService } from './own-session.service.js';
import { RefreshService } from './refresh.service.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionEndings } from './session-endings.js';
import { SessionStarter } from './session-starter.js';
import { SessionsController } from './sessions.controller.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInService } from './sign-in.service.js';
import { VerificationService } from './verification.service.js';

@Module({
  imports: [ApiKeysModule, IdentitiesModule, KeysModule, LimitsModule, PasswordsModule],
  controllers: [SessionsController],
  providers: [
    OwnSessionService,
    RefreshService,
    RefreshTokens,
    SessionEndings,
    SessionStarter,
    SessionsRepository,
    SignInService,
    VerificationService,
  ],
  exports: [SessionEndings, SessionsRepository, SessionStarter, SignInService],
})
export class SessionsModule {}
