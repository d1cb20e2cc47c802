import { Injectable } from '@nestjs/common';
import type { RequestOf, ResponseOf, sessionCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { MasterKey } from '../keys/master-key.js';
import { TokenIssuer } from '../keys/token-issuer.js';
import { requireAllowedAddress } from '../security/allowed-addresses.js';
import { subjectOf } from './live-session.mapper.js';
import { RefreshTokens } from './refresh-tokens.js';
import { SessionEndings } from './session-endings.js';
import { SessionsRepository, type RefreshableSession } from './sessions.repository.js';

type Pair = ResponseOf<typeof sessionCalls.refresh>;

const sealedAs = 'replayed-access-tokens';

/**
 * Rotation of refresh tokens (RFC 9700, section 4.14.2). One step under the lock of the session's row: the present
 * token gets the next pair, the one before it the same pair again for 10 seconds, any older one ends the session.
 */
@Injectable()
export class RefreshService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly endings: SessionEndings,
    private readonly tokens: RefreshTokens,
    private readonly issuer: TokenIssuer,
    private readonly master: MasterKey,
  ) {}

  /** @throws AppError `refresh_token_invalid`; `forbidden` from an address that the account does not allow */
  async refresh({ refreshToken, origin }: RequestOf<typeof sessionCalls.refresh>): Promise<Pair> {
    const claim = this.tokens.read(refreshToken);
    if (claim === undefined) throw new AppError('refresh_token_invalid');
    const pair = await this.database.transaction({ system: 'refresh a session' }, async () => {
      const session = await this.sessions.lockForRefresh(claim.sessionId);
      if (session?.live !== true) return undefined;
      requireAllowedAddress(session.allowed_ip_ranges, origin.ip);
      if (session.lacks_factor) {
        await this.endings.end(session.id, 'revoked');
        return undefined;
      }
      if (claim.generation === session.generation) return this.rotate(session, origin.ip);
      if (claim.generation === session.generation - 1 && session.replayable) return this.repeat(session);
      // Not thrown: the end of the family has to be committed.
      await this.endings.end(session.id, 'refresh_reuse');
      return undefined;
    });
    if (pair === undefined) throw new AppError('refresh_token_invalid');
    return pair;
  }

  private async rotate(session: RefreshableSession, ip: string): Promise<Pair> {
    const generation = session.generation + 1;
    const { accessToken, expiresIn } = this.issuer.accessToken(subjectOf(session));
    const issued = Buffer.from(JSON.stringify({ accessToken, expiresIn }));
    const sealed = this.master.seal(sealedAs, issued, `${session.id} ${generation}`);
    await this.sessions.rotate(session.id, { generation, sealed, ip });
    return { accessToken, expiresIn, refreshToken: this.tokens.write({ sessionId: session.id, generation }) };
  }

  private repeat({ id, generation, access_token_sealed: sealed }: RefreshableSession): Pair | undefined {
    if (sealed === null) return undefined;
    const issued: unknown = JSON.parse(this.master.open(sealedAs, sealed, `${id} ${generation}`).toString());
    // Sealed by ourselves a moment ago.
    const { accessToken, expiresIn } = issued as Pick<Pair, 'accessToken' | 'expiresIn'>;
    return { accessToken, expiresIn, refreshToken: this.tokens.write({ sessionId: id, generation }) };
  }
}
