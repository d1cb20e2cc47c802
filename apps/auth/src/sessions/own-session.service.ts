import { Injectable } from '@nestjs/common';
import type { Caller, ClientOrigin, RenewedSession, RequestOf, sessionCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { FactorProofs, type FactorAnswer } from '../factors/factor-proofs.js';
import { Limiter } from '../limits/limiter.js';
import { Endings } from '../endings/endings.js';
import { SessionRenewals } from './session-renewals.js';
import { SignInService } from './sign-in.service.js';

/** What somebody does with the session they are in. */
@Injectable()
export class OwnSessionService {
  constructor(
    private readonly database: Database,
    private readonly renewals: SessionRenewals,
    private readonly endings: Endings,
    private readonly signIns: SignInService,
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

  /** Proves once more who is there; what needs a fresh proof is open for ten minutes after. */
  async reauthenticate(caller: Caller, input: RequestOf<typeof sessionCalls.reauthenticate>): Promise<RenewedSession> {
    const { password, code, assertion, renewsCookie = false, origin } = input;
    if (password === undefined) await this.proveByFactor(caller, { code, assertion }, origin);
    else await this.signIns.prove(caller, password, origin);
    return this.database.transaction({ accountId: caller.acc }, () =>
      this.renewals.afterProof({ sessionId: caller.sid, renewsCookie, endsPrevious: false }),
    );
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
