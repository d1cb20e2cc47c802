import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { SecurityModule } from '../security/security.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { EnrolmentService } from './enrolment.service.js';
import { FactorResetService } from './factor-reset.service.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorService } from './second-factor.service.js';
import { TwoFactorController } from './two-factor.controller.js';
import { TwoFactorService } from './two-factor.service.js';

@Module({
  imports: [
    DevicesModule,
    FactorsModule,
    IdentitiesModule,
    KeysModule,
    LimitsModule,
    LinksModule,
    SecurityModule,
    SessionsModule,
  ],
  controllers: [SecondFactorController, TwoFactorController],
  providers: [EnrolmentService, FactorResetService, PasskeySignInService, SecondFactorService, TwoFactorService],
})
export class TwoFactorModule {}
