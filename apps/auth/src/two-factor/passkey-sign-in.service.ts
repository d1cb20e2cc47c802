import { Injectable } from '@nestjs/common';
import type { Caller, passkeyCalls, RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { Passkeys } from '../factors/passkeys.js';
import { Limiter } from '../limits/limiter.js';
import { Arrivals } from '../sessions/arrivals.js';
import type { SignedInAnswer } from '../sessions/session-starter.js';

const scope = { system: 'sign in by passkey' };
const nobodyYet = { purpose: 'sign_in', person: null, subjectId: null } as const;

/** Signing in by a passkey alone: it is something that the person has, and it has verified who they are. */
@Injectable()
export class PasskeySignInService {
  constructor(
    private readonly database: Database,
    private readonly limiter: Limiter,
    private readonly passkeys: Passkeys,
    private readonly arrivals: Arrivals,
  ) {}

  /** @throws AppError `rate_limited` */
  async options({
    origin,
  }: RequestOf<typeof passkeyCalls.signInOptions>): Promise<ResponseOf<typeof passkeyCalls.signInOptions>> {
    return this.database.transaction(scope, () => this.passkeys.requestOptions(nobodyYet, origin));
  }

  /** @throws AppError `passkey_invalid`, `rate_limited` */
  async signIn(input: RequestOf<typeof passkeyCalls.signIn>): Promise<SignedInAnswer> {
    const { assertion, transport, rememberDevice, origin } = input;
    return this.limiter.guarded(origin, async () => {
      const answer = await this.database.transaction(scope, async () => {
        const used = await this.passkeys.used(assertion, nobodyYet);
        if (used === undefined) return undefined;
        const { person, amr } = used;
        return this.arrivals.complete({ ...person, amr, transport, origin, rememberDevice, secondFactor: true });
      });
      // Not thrown inside: the challenge is spent.
      if (answer === undefined) throw new AppError('passkey_invalid');
      return answer;
    });
  }

  /** For who is signed in and proves it once more. */
  async proofOptions(caller: Caller): Promise<ResponseOf<typeof passkeyCalls.proofOptions>> {
    const person = { userId: caller.sub, accountId: caller.acc };
    return this.database.transaction({ accountId: caller.acc }, () =>
      this.passkeys.requestOptions({ purpose: 'proof', person, subjectId: caller.sid }),
    );
  }
}
