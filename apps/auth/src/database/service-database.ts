import { eventEntities } from '#events';
import type { ServiceDatabase } from '#postgres';
import { ApiKeyRow } from '../api-keys/api-key.entity.js';
import { CredentialRow, IdentityRow } from '../identities/identity.entity.js';
import { SigningKeyRow } from '../keys/signing-key.entity.js';
import { NetworkFailuresRow, PasswordGuardRow } from '../limits/limits.entity.js';
import { LinkRow } from '../links/link.entity.js';
import { SessionRow } from '../sessions/session.entity.js';
import { Foundation1764000000000 } from './migrations/1764000000000-foundation.js';
import { ApiKeys1764320000000 } from './migrations/1764320000000-api-keys.js';

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
    ApiKeyRow,
    ...eventEntities,
  ],
  migrations: [Foundation1764000000000, ApiKeys1764320000000],
};
