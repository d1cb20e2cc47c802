import type { TokenSubject } from '../keys/token-issuer.js';
import type { LiveSession } from './sessions.repository.js';

/** Row -> whom tokens of this session are about. */
export function subjectOf(session: LiveSession): TokenSubject {
  return {
    userId: session.user_id,
    accountId: session.account_id,
    sessionId: session.id,
    kind: session.transport === 'cookie' ? 'session' : 'access_token',
    authenticatedAt: session.authenticated_at,
    amr: session.amr,
    expiresAt: session.expires_at,
  };
}

export function toSession(session: LiveSession) {
  return {
    id: session.id,
    createdAt: session.created_at.toISOString(),
    expiresAt: session.expires_at.toISOString(),
  };
}
