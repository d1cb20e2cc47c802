import { Injectable } from '@nestjs/common';
import { pushes, type Caller, type ClientOrigin, type RequestOf, type sessionCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import { FactorProofs, type FactorAnswer } from '../factors/factor-proofs.js';
import { Limiter } from '../limits/limiter.js';
import { Endings } from '../endings/endings.js';
import { digestOf, newSecret } from './session-secrets.js';
import { SessionsRepository } from './sessions.repository.js';
import { SignInService } from './sign-in.service.js';

/** What somebody does with the session they are in. */
@Injectable()
export class OwnSessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly endings: Endings,
    private readonly signIns: SignInService,
    private readonly pushes: Pushes,
    private readonly proofs: FactorProofs,
    private readonly limiter: Limiter,
  ) {}

  async signOut(caller: Caller): Promise<Record<string, never>> {
    const { acc: accountId, sub: userId, sid: sessionId } = caller;
    await this.database.transaction({ accountId }, () =>
      this.endings.apply({ cause: 'signed_out', accountId, userId, sessionId }),
    );
    return {};
  }

  /**
   * Proves once more who is there; what needs a fresh proof is open for ten minutes after. Whoever knew the cookie
   * before, or planted it, must not share in that: it is another one after (OWASP Session Management, "Renew the session
   * ID after any privilege level change"), see {@link SessionsRepository.liveByDigest}.
   */
  async reauthenticate(caller: Caller, input: RequestOf<typeof sessionCalls.reauthenticate>) {
    const { password, code, assertion, renewsCookie = false, origin } = input;
    if (password === undefined) await this.proveByFactor(caller, { code, assertion }, origin);
    else await this.signIns.prove(caller, password, origin);
    const cookie = newSecret();
    const renewal = renewsCookie ? digestOf(cookie) : undefined;
    const session = await this.database.transaction({ accountId: caller.acc }, async () => {
      this.database.afterCommit(() => this.pushes.send(pushes.identityChanged, { sessionIds: [caller.sid] }));
      return this.sessions.markAuthenticated(caller.sid, renewal);
    });
    if (session === undefined) throw new AppError('unauthenticated');
    if (renewal === undefined || session.transport !== 'cookie') return {};
    return { renewed: { cookie, expiresAt: session.expires_at.toISOString() } };
  }

  private async proveByFactor(caller: Caller, answer: FactorAnswer, origin: ClientOrigin): Promise<void> {
    const person = { userId: caller.sub, accountId: caller.acc };
    const binding = { purpose: 'proof' as const, subjectId: caller.sid };
    await this.limiter.guarded(origin, async () => {
      const amr = await this.database.transaction({ accountId: caller.acc }, () =>
        this.proofs.prove(person, answer, binding),
      );
      if (amr === undefined) throw new AppError('second_factor_invalid');
    });
  }
}
