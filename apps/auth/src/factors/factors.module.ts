import { Module } from '@nestjs/common';
import { DevicesModule } from '../devices/devices.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { KeysModule } from '../keys/keys.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { ChallengesRepository } from './challenges.repository.js';
import { FactorEnrolment } from './factor-enrolment.js';
import { FactorProofs } from './factor-proofs.js';
import { FactorRemoval } from './factor-removal.js';
import { FactorSecrets } from './factor-secrets.js';
import { FactorsRepository } from './factors.repository.js';
import { Passkeys } from './passkeys.js';
import { RecoveryCodes } from './recovery-codes.js';
import { RecoveryCodesRepository } from './recovery-codes.repository.js';
import { PasswordRules } from './password-rule.js';
import { Requirements } from './requirements.js';
import { SecurityModule } from '../security/security.module.js';
import { SignInGate } from './sign-in-gate.js';

@Module({
  imports: [DevicesModule, IdentitiesModule, KeysModule, LimitsModule, SecurityModule],
  providers: [
    ChallengesRepository,
    FactorEnrolment,
    FactorProofs,
    FactorRemoval,
    FactorSecrets,
    FactorsRepository,
    Passkeys,
    PasswordRules,
    RecoveryCodes,
    RecoveryCodesRepository,
    Requirements,
    SignInGate,
  ],
  exports: [
    ChallengesRepository,
    FactorEnrolment,
    FactorProofs,
    FactorRemoval,
    FactorsRepository,
    Passkeys,
    PasswordRules,
    RecoveryCodes,
    Requirements,
    SignInGate,
  ],
})
export class FactorsModule {}
