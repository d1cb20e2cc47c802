import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { SignInPlaceRow } from '../devices/sign-in-place.entity.js';
import { CredentialRow, IdentityRow } from '../identities/identity.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { NetworkFailuresRow, PasswordGuardRow } from '../limits/limits.entity.js';
import { LinkRow } from '../links/link.entity.js';
import { MailRequestRow, RecipientMailsRow } from '../requests/mail-request.entity.js';
import { AccountSecurityRow } from '../security/account-security.entity.js';
import { SessionRow } from '../sessions/session.entity.js';
import { SignUpRow } from '../sign-up/sign-up.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { Recovery1764300000000 } from './migrations/1764300000000-recovery.js';

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
    AccountSecurityRow,
    SignInPlaceRow,
    MailRequestRow,
    RecipientMailsRow,
    SignUpRow,
    ...eventEntities,
  ],
  migrations: [Foundation1764000000000, Recovery1764300000000],
};
