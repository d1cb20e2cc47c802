import { Injectable } from '@nestjs/common';
import type { RequestOf, ResponseOf, sessionCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { KeyVerification } from '../api-keys/key-verification.service.js';
import { TokenIssuer } from '../keys/token-issuer.js';
import { requireAllowedAddress } from '../security/allowed-addresses.js';
import { subjectOf, toSession } from './live-session.mapper.js';
import { digestOf } from './session-secrets.js';
import { SessionEndings } from './session-endings.js';
import { SessionsRepository, type UsedSession } from './sessions.repository.js';

type Question = RequestOf<typeof sessionCalls.verify>;

/** Whether a credential may be used at this moment. Asked by gateways at most every 5 seconds per credential. */
@Injectable()
export class VerificationService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly issuer: TokenIssuer,
    private readonly keys: KeyVerification,
    private readonly endings: SessionEndings,
  ) {}

  /** @throws AppError `unauthenticated`; `forbidden` from an address that the account does not allow */
  async verify(question: Question): Promise<ResponseOf<typeof sessionCalls.verify>> {
    if (question.kind === 'api_token') return this.keys.verify(question);
    const session = question.kind === 'cookie' ? await this.byCookie(question) : await this.byToken(question);
    if (session === undefined) throw new AppError('unauthenticated');
    requireAllowedAddress(session.allowed_ip_ranges, question.origin.ip);
    return { ...this.issuer.identityOf(subjectOf(session)), session: toSession(session) };
  }

  private async byCookie({ credential, origin }: Question): Promise<UsedSession | undefined> {
    const session = await this.read(() => this.sessions.liveByDigest(digestOf(credential)), origin.ip);
    if (session?.transport !== 'cookie') return undefined;
    if (session.current && session.unsettled) await this.settle(session.id);
    return session;
  }

  private async settle(id: string): Promise<void> {
    await this.database.together({ system: 'settle a cookie' }, async () => this.sessions.settleCookie(id));
  }

  private async byToken({ credential, origin }: Question): Promise<UsedSession | undefined> {
    const claims = await this.issuer.readAccessToken(credential);
    const session = await this.read(() => this.sessions.liveById(claims.sid), origin.ip);
    const fits = session?.transport === 'bearer' && session.user_id === claims.sub && session.account_id === claims.acc;
    return fits ? session : undefined;
  }

  private async read<S extends UsedSession>(find: () => Promise<S | undefined>, ip: string): Promise<S | undefined> {
    const scope = { system: 'verify a session' };
    const session = await this.database.together(scope, find);
    if (session?.lacks_factor === true) {
      // They sign in anew, which begins with the enrolment of one.
      await this.database.transaction(scope, () => this.endings.end(session.id, 'revoked'));
      return undefined;
    }
    if (session?.unnoted === true) {
      // What a crash of the server forgets is noted again a minute later.
      await this.database.together(scope, () => this.sessions.note(session.id, ip), { durable: false });
    }
    return session;
  }
}
