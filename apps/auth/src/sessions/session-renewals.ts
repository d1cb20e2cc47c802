import { Injectable } from '@nestjs/common';
import { pushes, type RenewedSession } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import { digestOf, newSecret } from './session-secrets.js';
import { SessionsRepository } from './sessions.repository.js';

/** How a session goes on after its person has proved who they are. */
export interface Renewal {
  sessionId: string;
  /** The caller hands the new cookie on. */
  renewsCookie: boolean;
  /** The cookie before goes also when the new one never arrives. */
  endsPrevious: boolean;
}

/**
 * Whoever knew the cookie before a proof, or planted it, must not share in the proof: it is another one after (OWASP
 * Session Management, "Renew the session ID after any privilege level change"), see {@link SessionsRepository.liveByDigest}.
 */
@Injectable()
export class SessionRenewals {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly pushes: Pushes,
  ) {}

  /** Must run in the transaction of what the proof was for. @throws AppError `unauthenticated` when the session is over */
  async afterProof({ sessionId, renewsCookie, endsPrevious }: Renewal): Promise<RenewedSession> {
    const cookie = newSecret();
    const digest = renewsCookie ? digestOf(cookie) : undefined;
    this.database.afterCommit(() => this.pushes.send(pushes.identityChanged, { sessionIds: [sessionId] }));
    const session = await this.sessions.markAuthenticated(sessionId, { digest, endsPrevious });
    if (session === undefined) throw new AppError('unauthenticated');
    if (digest === undefined || session.transport !== 'cookie') return {};
    return { renewed: { cookie, expiresAt: session.expires_at.toISOString() } };
  }
}
