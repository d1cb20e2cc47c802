import { createHash, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { v7 as uuidv7 } from 'uuid';
import { sessionEvents, type ClientOrigin, type SignedIn } from '#contracts';
import { Outbox } from '#events';
import { CONFIG, type AuthConfig } from '../config.js';
import { TokenIssuer } from '../keys/token-issuer.js';
import { subjectOf } from './live-session.mapper.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionsRepository, type LiveSession } from './sessions.repository.js';

export type SignedInAnswer = z.infer<typeof SignedIn>;

/** Who signs in, how, and from where. */
export interface Arrival {
  userId: string;
  accountId: string;
  transport: 'cookie' | 'bearer';
  amr: string[];
  origin: ClientOrigin;
}

const day = 86_400;

/** Digest under which a session is found by its cookie. */
export function digestOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Makes sessions. An id or secret is never taken from the request, so none can be fixed beforehand. */
@Injectable()
export class SessionStarter {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly outbox: Outbox,
    private readonly issuer: TokenIssuer,
    private readonly refreshTokens: RefreshTokens,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'SESSION_IDLE_DAYS' | 'SESSION_MAX_DAYS'>,
  ) {}

  /** Must run in the transaction of the proof that it follows from. */
  async start({ userId, accountId, transport, amr, origin }: Arrival): Promise<SignedInAnswer> {
    const cookie = transport === 'cookie' ? randomBytes(32).toString('base64url') : null;
    const session = await this.sessions.insert({
      id: uuidv7(),
      accountId,
      userId,
      transport,
      secretDigest: cookie === null ? null : digestOf(cookie),
      amr,
      ip: origin.ip,
      userAgent: origin.userAgent,
      idleSeconds: this.config.SESSION_IDLE_DAYS * day,
      maxSeconds: this.config.SESSION_MAX_DAYS * day,
    });
    await this.outbox.append(sessionEvents.created, {
      accountId,
      aggregateId: session.id,
      aggregateVersion: 1,
      data: { sessionId: session.id, userId, at: session.created_at.toISOString() },
    });
    return this.answer(session, cookie);
  }

  private answer(session: LiveSession, cookie: string | null): SignedInAnswer {
    const subject = subjectOf(session);
    const { id, created_at: createdAt, expires_at: expiresAt } = session;
    const tokens = cookie === null ? this.issuer.accessToken(subject) : { accessToken: null, expiresIn: null };
    const refreshToken = cookie === null ? this.refreshTokens.write({ sessionId: id, generation: 1 }) : null;
    return {
      status: 'signed_in',
      session: { id, createdAt: createdAt.toISOString(), expiresAt: expiresAt.toISOString() },
      secrets: { cookie, refreshToken, ...tokens },
      identity: this.issuer.identityOf(subject),
    };
  }
}
