import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { RememberedDeviceRow } from '../devices/remembered-device.entity.js';
import { PasskeyChallengeRow, SignInChallengeRow } from '../factors/challenge.entity.js';
import { RecoveryCodeRow, SecondFactorRow } from '../factors/factor.entity.js';
import { SignInPlaceRow } from '../devices/sign-in-place.entity.js';
import { ApiKeyRow } from '../api-keys/api-key.entity.js';
import { CredentialRow, IdentityRow } from '../identities/identity.entity.js';
import { DataKeyRow } from '../keys/data-key.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { FactorGuardRow, NetworkFailuresRow, PasswordGuardRow } from '../limits/limits.entity.js';
import { LinkEndingRow, LinkRow } from '../links/link.entity.js';
import { EventOriginRow } from '../origins/event-origin.entity.js';
import { MailRequestRow, RecipientMailsRow } from '../requests/mail-request.entity.js';
import { AccountSecurityRow } from '../security/account-security.entity.js';
import { SessionRow } from '../sessions/session.entity.js';
import { SignUpRow } from '../sign-up/sign-up.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { SecondFactors1764310000000 } from './migrations/1764310000000-second-factors.js';
import { Recovery1764300000000 } from './migrations/1764300000000-recovery.js';
import { ApiKeys1764320000000 } from './migrations/1764320000000-api-keys.js';
import { FactorDuties1764330000000 } from './migrations/1764330000000-factor-duties.js';
import { EventOrigins1764340000000 } from './migrations/1764340000000-event-origins.js';
import { LinksByPerson1764350000000 } from './migrations/1764350000000-links-by-person.js';
import { RenewedCookies1764360000000 } from './migrations/1764360000000-renewed-cookies.js';
import { TokenCeilings1764450000000 } from './migrations/1764450000000-token-ceilings.js';
import { SessionProofs1764440000000 } from './migrations/1764440000000-session-proofs.js';
import { LateEvents1764460000000 } from './migrations/1764460000000-late-events.js';
import { MailsByKind1764500000000 } from './migrations/1764500000000-mails-by-kind.js';
import { ImportedKinds1764460000002 } from './migrations/1764460000002-imported-kinds.js';
import { Recoveries1764480000000 } from './migrations/1764480000000-recoveries.js';

/** What the schema `auth` holds, and how it came to be. */
export const authDatabase: ServiceDatabase = {
  schema: 'auth',
  entities: [
    SigningKeyRow,
    IdentityRow,
    CredentialRow,
    PasswordGuardRow,
    NetworkFailuresRow,
    SessionRow,
    LinkRow,
    LinkEndingRow,
    DataKeyRow,
    SecondFactorRow,
    RecoveryCodeRow,
    SignInChallengeRow,
    PasskeyChallengeRow,
    FactorGuardRow,
    RememberedDeviceRow,
    AccountSecurityRow,
    SignInPlaceRow,
    MailRequestRow,
    RecipientMailsRow,
    SignUpRow,
    ApiKeyRow,
    EventOriginRow,
    ...eventEntities,
  ],
  migrations: [
    Foundation1764000000000,
    Recovery1764300000000,
    SecondFactors1764310000000,
    ApiKeys1764320000000,
    FactorDuties1764330000000,
    EventOrigins1764340000000,
    LinksByPerson1764350000000,
    RenewedCookies1764360000000,
    TokenCeilings1764450000000,
    SessionProofs1764440000000,
    LateEvents1764460000000,
    ImportedKinds1764460000002,
    Recoveries1764480000000,
    MailsByKind1764500000000,
  ],
};
