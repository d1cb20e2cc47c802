import type { AccountToken, ApiKey } from '#contracts';
import type { TokenSubject } from '../keys/token-issuer.js';
import type { KeyRow } from './api-keys.repository.js';

function stateOf({ expired, suspended, held, replaced_by: replacedBy }: KeyRow): ApiKey['state'] {
  if (expired) return 'expired';
  if (suspended || held) return 'paused';
  return replacedBy === null ? 'active' : 'replaced';
}

function common(key: KeyRow) {
  return {
    id: key.id,
    name: key.name,
    scopes: key.scopes,
    lastFour: key.last_four,
    state: stateOf(key),
    createdAt: key.created_at.toISOString(),
    expiresAt: key.expires_at?.toISOString() ?? null,
    lastUsedAt: key.last_used_at?.toISOString() ?? null,
    lastUsedIp: key.last_used_ip,
    replacedBy: key.replaced_by,
  };
}

export function toApiKey(key: KeyRow): ApiKey {
  return { ...common(key), kind: key.kind };
}

export function toAccountToken(key: KeyRow): AccountToken {
  const { user_id: guardianUserId, ceiling, inherited_at: inheritedAt } = key;
  return { ...common(key), guardianUserId, ceiling, inheritedAt: inheritedAt?.toISOString() ?? null };
}

/** What keys without an end are told to have, where a session has its end. */
const never = new Date('9999-12-31T23:59:59.999Z');

/** Row -> whom caller tokens of this key are about. A key proves nothing about when its person was last there. */
export function subjectOfKey(key: KeyRow): TokenSubject {
  return {
    userId: key.user_id,
    accountId: key.account_id,
    sessionId: key.id,
    kind: 'api_token',
    scopes: key.scopes,
    ...(key.ceiling === null ? {} : { ceiling: key.ceiling }),
    authenticatedAt: new Date(0),
    amr: [],
    expiresAt: key.expires_at ?? never,
  };
}
