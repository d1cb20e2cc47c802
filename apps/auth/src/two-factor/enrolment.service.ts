import { Inject, Injectable } from '@nestjs/common';
import type { ClientOrigin, RequestOf, ResponseOf, secondFactorCalls } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ChallengesRepository, type SignInChallenge } from '../factors/challenges.repository.js';
import { FactorEnrolment, notVerified, type Added } from '../factors/factor-enrolment.js';
import { FactorsRepository } from '../factors/factors.repository.js';
import { Passkeys } from '../factors/passkeys.js';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { Limiter } from '../limits/limiter.js';
import { AccountAddresses } from '../security/account-addresses.js';
import { Arrivals } from '../sessions/arrivals.js';

type Enrolled = ResponseOf<typeof secondFactorCalls.activateTotp>;

const scope = { system: 'enrolment before a sign-in' };
const personOf = (challenge: SignInChallenge) => ({ userId: challenge.user_id, accountId: challenge.account_id });

/**
 * For people whose account requires a second factor that they do not have: the first factor opens nothing but the
 * enrolment of one, and the enrolment finishes the sign-in.
 */
@Injectable()
export class EnrolmentService {
  constructor(
    private readonly database: Database,
    private readonly limiter: Limiter,
    private readonly challenges: ChallengesRepository,
    private readonly factors: FactorsRepository,
    private readonly enrolment: FactorEnrolment,
    private readonly passkeys: Passkeys,
    private readonly identities: IdentitiesRepository,
    private readonly arrivals: Arrivals,
    private readonly addresses: AccountAddresses,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** @throws AppError `challenge_invalid`, `rate_limited` */
  async startTotp(
    input: RequestOf<typeof secondFactorCalls.startTotp>,
  ): Promise<ResponseOf<typeof secondFactorCalls.startTotp>> {
    return this.within(input, async (challenge) => {
      const identity = await this.identities.byId(challenge.user_id);
      if (identity === undefined) throw new AppError('challenge_invalid');
      return this.enrolment.startTotp(personOf(challenge), identity.email);
    });
  }

  /** @throws AppError `challenge_invalid`, `not_found`, `invalid_request` for a wrong code, `rate_limited` */
  async activateTotp(input: RequestOf<typeof secondFactorCalls.activateTotp>): Promise<Enrolled> {
    return this.within(input, async (challenge) => {
      const added = await this.enrolment.activateTotp(personOf(challenge), input.id, input.code);
      return this.finish(challenge, { added, amr: ['otp', 'mfa'], origin: input.origin });
    });
  }

  /** @throws AppError `challenge_invalid`, `rate_limited`, `unavailable` */
  async startPasskey(
    input: RequestOf<typeof secondFactorCalls.startPasskey>,
  ): Promise<ResponseOf<typeof secondFactorCalls.startPasskey>> {
    const userId = await this.within(input, async (challenge) => challenge.user_id);
    const names = await this.directory.person(userId);
    if (names === undefined) throw new AppError('challenge_invalid');
    const { email, firstName, lastName } = names;
    const binding = { purpose: 'enrolment' as const, subjectId: input.challengeId };
    return this.within(input, (challenge) =>
      this.passkeys.creationOptions(personOf(challenge), binding, { email, displayName: `${firstName} ${lastName}` }),
    );
  }

  /** @throws AppError `challenge_invalid`, `invalid_request`, `conflict`, `rate_limited` */
  async registerPasskey(input: RequestOf<typeof secondFactorCalls.registerPasskey>): Promise<Enrolled> {
    const enrolled = await this.within(input, async (challenge) => {
      const binding = { purpose: 'enrolment' as const, subjectId: input.challengeId };
      const added = await this.enrolment.addPasskey(personOf(challenge), input, binding);
      return added && this.finish(challenge, { added, amr: ['swk', 'mfa'], origin: input.origin });
    });
    if (enrolled === undefined) throw notVerified();
    return enrolled;
  }

  /** In one transaction with the challenge: of somebody who has no factor yet. */
  private within<T>(
    { challengeId, origin }: { challengeId: string; origin: ClientOrigin },
    work: (challenge: SignInChallenge) => Promise<T>,
  ): Promise<T> {
    return this.limiter.guarded(origin, () =>
      this.database.transaction(scope, async () => {
        const challenge = await this.challenges.find(challengeId, 'enrolment');
        // Who has a factor, or has got one meanwhile, has to prove it.
        if (challenge === undefined || !(await this.hasNone(challenge))) throw new AppError('challenge_invalid');
        await this.addresses.require(challenge.account_id, origin);
        return work(challenge);
      }),
    );
  }

  private async hasNone(challenge: SignInChallenge): Promise<boolean> {
    const person = personOf(challenge);
    await this.factors.lock(person);
    return (await this.factors.list(person)).length === 0;
  }

  private async finish(
    challenge: SignInChallenge,
    { added, amr, origin }: { added: Added; amr: string[]; origin: ClientOrigin },
  ): Promise<Enrolled> {
    if (!(await this.challenges.spend(challenge.id))) throw new AppError('challenge_invalid');
    const { transport, remember_device: rememberDevice } = challenge;
    const proved = [...challenge.amr, ...amr];
    const person = personOf(challenge);
    const arrival = { ...person, transport, amr: proved, origin, rememberDevice, secondFactor: true };
    const answer = await this.arrivals.complete(arrival);
    return { ...answer, ...(added.recoveryCodes === undefined ? {} : { recoveryCodes: added.recoveryCodes }) };
  }
}
