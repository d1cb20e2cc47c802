import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { v7 as uuidv7 } from 'uuid';
import { sessionEvents, type ClientOrigin, type SignedIn } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { SignInPlaces } from '../devices/sign-in-places.js';
import { TokenIssuer } from '../keys/token-issuer.js';
import { AccountSecurityRepository, type AccountSecurity } from '../security/account-security.repository.js';
import { requireAllowedAddress } from '../security/allowed-addresses.js';
import { subjectOf } from './live-session.mapper.js';
import { RefreshTokens } from './refresh-tokens.js';
import { digestOf, newSecret } from './session-secrets.js';
import { SessionsRepository, type LiveSession } from './sessions.repository.js';

export type SignedInAnswer = z.infer<typeof SignedIn>;

/** Who signs in, how, and from where. */
export interface Arrival {
  userId: string;
  accountId: string;
  transport: 'cookie' | 'bearer';
  amr: string[];
  origin: ClientOrigin;
  /** Which password was shown, by the time it was set; null or absent when it was none. */
  passwordSet?: string | null;
}

/** What decides about a session at the moment when it begins. */
export interface SessionConditions {
  security: AccountSecurity;
  /** The person is there, not suspended, and has the password that was shown. */
  standing: boolean;
}

const day = 86_400;

/**
 * Checking a proof takes a while. Who was suspended or got another password in it would have a session, or a sign-in that
 * is half done, which those endings did not see.
 * @throws AppError `invalid_credentials`, or `unauthenticated` when no password was shown
 */
export function requireStanding({ passwordSet }: Pick<Arrival, 'passwordSet'>, standing: boolean): void {
  if (!standing) throw new AppError((passwordSet ?? null) === null ? 'unauthenticated' : 'invalid_credentials');
}

/** Makes sessions. An id or secret is never taken from the request, so none can be fixed beforehand. */
@Injectable()
export class SessionStarter {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly outbox: Outbox,
    private readonly issuer: TokenIssuer,
    private readonly refreshTokens: RefreshTokens,
    private readonly security: AccountSecurityRepository,
    private readonly places: SignInPlaces,
  ) {}

  /** What decides about a session, held until the transaction ends. */
  async conditionsOf({ userId, accountId, passwordSet }: Arrival): Promise<SessionConditions> {
    const [security, standing] = await Promise.all([
      this.security.of(accountId),
      this.sessions.holdStanding(userId, passwordSet ?? null),
    ]);
    return { security, standing };
  }

  /**
   * Must run in the transaction of the proof that it follows from.
   * @throws AppError `forbidden` from an address that the account does not allow; `invalid_credentials` or
   * `unauthenticated` when what was proved has ended since
   */
  async start(arrival: Arrival, conditions = this.conditionsOf(arrival)): Promise<SignedInAnswer> {
    const { security, standing } = await conditions;
    const { userId, accountId, transport, amr, origin } = arrival;
    const { sessionIdleDays, sessionMaxDays, allowedIpRanges } = security;
    requireAllowedAddress(allowedIpRanges, origin.ip);
    requireStanding(arrival, standing);
    const id = uuidv7();
    const cookie = transport === 'cookie' ? newSecret() : null;
    const inserted = this.sessions.insert({
      id,
      accountId,
      userId,
      transport,
      secretDigest: cookie === null ? null : digestOf(cookie),
      amr,
      ip: origin.ip,
      userAgent: origin.userAgent,
      idleSeconds: sessionIdleDays * day,
      maxSeconds: sessionMaxDays * day,
    });
    const [session] = await Promise.all([inserted, this.places.note({ id, accountId, userId }, origin)]);
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
