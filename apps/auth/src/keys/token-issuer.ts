import { Inject, Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import QuickLRU from 'quick-lru';
import { v7 as uuidv7 } from 'uuid';
import {
  AccessTokenClaims,
  accessTokenAudience,
  callerTokenAudience,
  tokenIssuer,
  type Caller,
  type Identity,
  type Rights,
} from '#contracts';
import { AppError } from '#errors';
import { CONFIG, type AuthConfig } from '../config.js';
import { SigningKeys } from './signing-keys.js';

/** Whom a token is about. */
export interface TokenSubject {
  userId: string;
  accountId: string;
  sessionId: string;
  kind: Caller['kind'];
  authenticatedAt: Date;
  amr: string[];
  expiresAt: Date;
  /** What a token is limited to; sessions are not. */
  scopes?: readonly string[];
  /** What a token of the account may do at most. */
  ceiling?: Rights;
}

const callerTokenSeconds = 60;
/** A caller token is handed out again for so long; then at least half of its life is left. */
const reusedForMs = 25_000;

/** Signs caller tokens and access tokens (ES256) and checks the latter. */
@Injectable()
export class TokenIssuer {
  private readonly recent = new QuickLRU<string, { identity: Identity; at: number }>({ maxSize: 10_000 });

  constructor(
    private readonly keys: SigningKeys,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'ACCESS_TOKEN_SECONDS'>,
  ) {}

  /** A caller token for a session that was confirmed just now. */
  identityOf(subject: TokenSubject): Identity {
    const { sessionId, userId, kind, authenticatedAt, amr, scopes = [], ceiling } = subject;
    const limits = ceiling === undefined ? [] : [ceiling.role, ...ceiling.permissions];
    const key = [sessionId, userId, kind, authenticatedAt.getTime(), ...amr, '|', ...scopes, '|', ...limits].join(' ');
    const known = this.recent.get(key);
    if (known !== undefined && Date.now() - known.at < reusedForMs) return known.identity;
    const identity = this.signCaller(subject);
    this.recent.set(key, { identity, at: Date.now() });
    return identity;
  }

  /** @returns the token and its life in seconds; it never outlives the session */
  accessToken(subject: Omit<TokenSubject, 'kind'>): { accessToken: string; expiresIn: number } {
    const now = Math.floor(Date.now() / 1000);
    const left = Math.floor(subject.expiresAt.getTime() / 1000) - now;
    const expiresIn = Math.max(1, Math.min(this.config.ACCESS_TOKEN_SECONDS, left));
    const ids = { sub: subject.userId, acc: subject.accountId, sid: subject.sessionId, jti: uuidv7() };
    const claims = { iss: tokenIssuer, aud: accessTokenAudience, ...ids, iat: now, exp: now + expiresIn };
    const { kid, privateKey } = this.keys.signing('access');
    return { accessToken: jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: kid }), expiresIn };
  }

  /** @throws AppError `unauthenticated` for anything but an access token of ours that has not expired */
  async readAccessToken(token: string): Promise<AccessTokenClaims> {
    const kid = jwt.decode(token, { complete: true })?.header.kid;
    const key = kid === undefined ? undefined : await this.keys.key(kid);
    if (key === undefined) throw new AppError('unauthenticated');
    try {
      const options = { algorithms: ['ES256' as const], issuer: tokenIssuer, audience: accessTokenAudience };
      return AccessTokenClaims.parse(jwt.verify(token, key, options));
    } catch (error) {
      throw new AppError('unauthenticated', {}, { cause: error });
    }
  }

  private signCaller(subject: TokenSubject): Identity {
    const { userId, accountId, sessionId, kind, authenticatedAt, amr, scopes, ceiling } = subject;
    const iat = Math.floor(Date.now() / 1000);
    const caller: Caller = {
      sub: userId,
      acc: accountId,
      sid: sessionId,
      kind,
      scopes: scopes === undefined ? null : [...scopes],
      ...(ceiling === undefined ? {} : { ceiling }),
      auth_time: Math.floor(authenticatedAt.getTime() / 1000),
      amr,
      iat,
      exp: iat + callerTokenSeconds,
    };
    const { kid, privateKey } = this.keys.signing('caller');
    const claims = { ...caller, iss: tokenIssuer, aud: callerTokenAudience };
    return { caller, callerToken: jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: kid }) };
  }
}
