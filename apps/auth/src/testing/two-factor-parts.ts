import type { Outbox } from '#events';
import type { Database } from '#postgres';
import type { AuthConfig } from '../config.js';
import { Devices } from '../devices/devices.js';
import type { DevicesRepository } from '../devices/devices.repository.js';
import type { Endings } from '../endings/endings.js';
import { ChallengesRepository } from '../factors/challenges.repository.js';
import { FactorEnrolment } from '../factors/factor-enrolment.js';
import { FactorProofs } from '../factors/factor-proofs.js';
import { FactorRemoval } from '../factors/factor-removal.js';
import { FactorSecrets } from '../factors/factor-secrets.js';
import { FactorsRepository } from '../factors/factors.repository.js';
import { Passkeys } from '../factors/passkeys.js';
import { RecoveryCodes } from '../factors/recovery-codes.js';
import { RecoveryCodesRepository } from '../factors/recovery-codes.repository.js';
import { PasswordRules } from '../factors/password-rule.js';
import { Requirements } from '../factors/requirements.js';
import { SignInGate } from '../factors/sign-in-gate.js';
import type { Directory } from '../identities/directory.js';
import { ManagedPeople } from '../identities/managed-people.js';
import type { IdentitiesRepository } from '../identities/identities.repository.js';
import { DataKeys } from '../keys/data-keys.js';
import { DataKeysRepository } from '../keys/data-keys.repository.js';
import type { MasterKey } from '../keys/master-key.js';
import type { Limiter } from '../limits/limiter.js';
import { AccountAddresses } from '../security/account-addresses.js';
import type { AccountSecurityRepository } from '../security/account-security.repository.js';
import { Arrivals } from '../sessions/arrivals.js';
import type { SessionStarter } from '../sessions/session-starter.js';
import { EnrolmentService } from '../two-factor/enrolment.service.js';
import { FactorResetService } from '../two-factor/factor-reset.service.js';
import { PasskeySignInService } from '../two-factor/passkey-sign-in.service.js';
import { SecondFactorService } from '../two-factor/second-factor.service.js';
import { TwoFactorService } from '../two-factor/two-factor.service.js';

/** What a copy of the service has made already. */
interface Copy {
  directory: Directory;
  master: MasterKey;
  identities: IdentitiesRepository;
  table: Endings;
}
interface Shared {
  database: Database;
  outbox: Outbox;
  limiter: Limiter;
  starter: SessionStarter;
  devices: DevicesRepository;
  security: AccountSecurityRepository;
  config: Pick<AuthConfig, 'PUBLIC_URL' | 'SIGN_IN_LIMIT_PER_ADDRESS'>;
}

/** Everything about second factors of one copy of the service, made by hand. */
export class TwoFactorParts {
  readonly factors: FactorsRepository;
  readonly challenges: ChallengesRepository;
  readonly dataKeys: DataKeys;
  readonly secrets: FactorSecrets;
  readonly proofs: FactorProofs;
  readonly enrolment: FactorEnrolment;
  readonly removal: FactorRemoval;
  readonly arrivals: Arrivals;
  readonly rules: PasswordRules;
  readonly own: TwoFactorService;
  readonly resets: FactorResetService;
  readonly secondFactor: SecondFactorService;
  readonly enrolments: EnrolmentService;
  readonly passkeySignIns: PasskeySignInService;
  readonly addresses: AccountAddresses;

  constructor(copy: Copy, { database, outbox, limiter, starter, devices: deviceRows, security, config }: Shared) {
    const { directory, master, identities, table } = copy;
    this.factors = new FactorsRepository(database);
    this.challenges = new ChallengesRepository(database);
    this.dataKeys = new DataKeys(new DataKeysRepository(database), master);
    this.secrets = new FactorSecrets(this.dataKeys, this.factors);
    const { factors, challenges, secrets } = this;
    const devices = new Devices(deviceRows);
    const codes = new RecoveryCodes(new RecoveryCodesRepository(database), master);
    const passkeys = new Passkeys(challenges, factors, config);
    const needs = new Requirements(database, security, identities, directory);
    this.rules = new PasswordRules(database, factors, needs);
    this.proofs = new FactorProofs(factors, secrets, codes, passkeys, limiter);
    this.enrolment = new FactorEnrolment(factors, secrets, passkeys, codes, outbox);
    this.removal = new FactorRemoval(factors, codes, challenges, devices);
    this.arrivals = new Arrivals(new SignInGate(factors, codes, challenges, devices, needs), starter, devices);
    const { proofs, enrolment, removal, arrivals } = this;
    this.addresses = new AccountAddresses(database, security);
    const { addresses } = this;
    this.own = new TwoFactorService(
      database,
      factors,
      enrolment,
      codes,
      passkeys,
      needs,
      devices,
      identities,
      limiter,
      outbox,
      directory,
    );
    this.resets = new FactorResetService(database, factors, removal, table, outbox, new ManagedPeople(directory));
    this.secondFactor = new SecondFactorService(database, limiter, challenges, proofs, passkeys, arrivals, addresses);
    this.enrolments = new EnrolmentService(
      database,
      limiter,
      challenges,
      factors,
      enrolment,
      passkeys,
      identities,
      arrivals,
      addresses,
      directory,
    );
    this.passkeySignIns = new PasskeySignInService(database, limiter, passkeys, arrivals);
  }
}
