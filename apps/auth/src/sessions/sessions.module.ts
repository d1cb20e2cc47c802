import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { EndingsModule } from '../endings/endings.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { PasswordsModule } from '../passwords/passwords.module.js';
import { SecurityModule } from '../security/security.module.js';
import { OwnSessionService } from './own-session.service.js';
import { RefreshService } from './refresh.service.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionStarter } from './session-starter.js';
import { SessionsController } from './sessions.controller.js';
import { SignInService } from './sign-in.service.js';
import { VerificationService } from './verification.service.js';

@Module({
  imports: [DevicesModule, EndingsModule, IdentitiesModule, KeysModule, LimitsModule, PasswordsModule, SecurityModule],
  controllers: [SessionsController],
  providers: [OwnSessionService, RefreshService, RefreshTokens, SessionStarter, SignInService, VerificationService],
  exports: [EndingsModule, SessionStarter, SignInService],
})
export class SessionsModule {}
