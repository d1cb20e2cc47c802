import { Injectable } from '@nestjs/common';
import type { RequestOf, ResponseOf, secondFactorCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ChallengesRepository, type SignInChallenge } from '../factors/challenges.repository.js';
import { FactorProofs } from '../factors/factor-proofs.js';
import { Passkeys } from '../factors/passkeys.js';
import { Limiter } from '../limits/limiter.js';
import { AccountAddresses } from '../security/account-addresses.js';
import { Arrivals } from '../sessions/arrivals.js';
import type { SignedInAnswer } from '../sessions/session-starter.js';

type Answer = RequestOf<typeof secondFactorCalls.complete>;

const scope = { system: 'second factor of a sign-in' };

/** Finishes a sign-in that has one factor. Its challenge opens nothing else. */
@Injectable()
export class SecondFactorService {
  constructor(
    private readonly database: Database,
    private readonly limiter: Limiter,
    private readonly challenges: ChallengesRepository,
    private readonly proofs: FactorProofs,
    private readonly passkeys: Passkeys,
    private readonly arrivals: Arrivals,
    private readonly addresses: AccountAddresses,
  ) {}

  /**
   * @throws AppError `challenge_invalid`, `second_factor_invalid`, `rate_limited`; `forbidden` from an address that the
   * account does not allow
   */
  async complete(answer: Answer): Promise<SignedInAnswer> {
    return this.limiter.guarded(answer.origin, async () => {
      const outcome = await this.database.transaction(scope, () => this.evaluate(answer));
      // Not thrown inside: a wrong answer has to be counted.
      if (typeof outcome === 'string') throw new AppError(outcome);
      return outcome;
    });
  }

  /** @throws AppError `challenge_invalid`, `rate_limited`; `forbidden` as {@link complete} */
  async passkeyOptions({
    challengeId,
    origin,
  }: RequestOf<typeof secondFactorCalls.passkeyOptions>): Promise<ResponseOf<typeof secondFactorCalls.passkeyOptions>> {
    return this.limiter.guarded(origin, () =>
      this.database.transaction(scope, async () => {
        const challenge = await this.challenges.find(challengeId, 'second_factor');
        if (challenge === undefined) throw new AppError('challenge_invalid');
        await this.addresses.require(challenge.account_id, origin);
        const person = { userId: challenge.user_id, accountId: challenge.account_id };
        return this.passkeys.requestOptions({ purpose: 'second_factor', person, subjectId: challengeId }, origin);
      }),
    );
  }

  private async evaluate(answer: Answer): Promise<SignedInAnswer | 'challenge_invalid' | 'second_factor_invalid'> {
    const { challengeId } = answer;
    if (!(await this.challenges.holdStanding(challengeId, 'second_factor'))) return 'challenge_invalid';
    const challenge = await this.challenges.takeTry(challengeId, 'second_factor');
    if (challenge === undefined) return 'challenge_invalid';
    // Before the factor is looked at; the try goes back with the transaction.
    await this.addresses.require(challenge.account_id, answer.origin);
    const person = { userId: challenge.user_id, accountId: challenge.account_id };
    const amr = await this.proofs.prove(person, answer, { purpose: 'second_factor', subjectId: challenge.id });
    if (amr === undefined) return 'second_factor_invalid';
    if (!(await this.challenges.spend(challenge.id))) return 'challenge_invalid';
    return this.finish(challenge, amr, answer);
  }

  private finish(challenge: SignInChallenge, amr: string[], answer: Answer): Promise<SignedInAnswer> {
    return this.arrivals.complete({
      userId: challenge.user_id,
      accountId: challenge.account_id,
      transport: challenge.transport,
      amr: [...challenge.amr, ...amr],
      origin: answer.origin,
      rememberDevice: answer.rememberDevice ?? challenge.remember_device,
      secondFactor: true,
    });
  }
}
