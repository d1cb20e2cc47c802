import { Injectable } from '@nestjs/common';
import { credentialEvents, type Caller, type RequestOf, type ResponseOf, type sessionCalls } from '#contracts';
import { AppError, isTransient } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { Limiter, type Attempt } from '../limits/limiter.js';
import { LimitsRepository, maxFailuresInARow, type Admission } from '../limits/limits.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { needsFactor } from '../passwords/password.policy.js';
import { isAllowed } from '../security/allowed-addresses.js';
import { Arrivals } from './arrivals.js';

type SignIn = RequestOf<typeof sessionCalls.create>;

interface Try {
  attempt: Attempt;
  admission: Admission;
  origin: SignIn['origin'];
}

/** Whose password it was, once it has been shown to be right. */
interface Proven {
  userId: string;
  accountId: string;
  /** Which password it was: one that was replaced meanwhile signs in nobody. */
  passwordSet: string | null;
}

/** Signing in by password. Unknown addresses, wrong passwords and blocked ones take the same way to the same answer. */
@Injectable()
export class SignInService {
  constructor(
    private readonly database: Database,
    private readonly limiter: Limiter,
    private readonly limits: LimitsRepository,
    private readonly identities: IdentitiesRepository,
    private readonly hasher: PasswordHasher,
    private readonly arrivals: Arrivals,
    private readonly outbox: Outbox,
  ) {}

  /**
   * A session, or what is needed besides the password.
   * @throws AppError `invalid_credentials`, `rate_limited`, `unavailable` when too many hashes wait
   */
  async signIn(input: SignIn): Promise<ResponseOf<typeof sessionCalls.create>> {
    const { email, password, transport, rememberDevice, deviceToken, origin } = input;
    const device = deviceToken === undefined ? undefined : { device: deviceToken };
    const { attempt, admission } = await this.limiter.admit(email, origin, device);
    const proven = await this.evaluate({ attempt, admission, origin }, password);
    if (proven === undefined) throw new AppError('invalid_credentials');
    return this.orGiveBack(attempt, async () => {
      const required = admission.strict && (await this.arrivals.requiresTwoFactors(proven));
      return this.database.transaction({ system: 'sign in' }, async () => {
        const arrival = { ...proven, transport, amr: ['pwd'], origin, rememberDevice, deviceToken };
        const answer = await this.arrivals.afterOneFactor(arrival, required);
        // Last, because all who come from one network share its row.
        await this.limiter.succeed(attempt);
        return answer;
      });
    });
  }

  /**
   * Whether a signed-in person knows their password; counted by the same limiter as signing in, and by their session,
   * which strangers who block the address do not reach.
   * @throws AppError as {@link signIn}
   */
  async prove({ sub: userId, sid: session }: Caller, password: string, origin: SignIn['origin']): Promise<void> {
    const identity = await this.database.transaction({ system: 'whose password' }, () => this.identities.byId(userId));
    if (identity === undefined) throw new AppError('unauthenticated');
    const { attempt, admission } = await this.limiter.admit(identity.email, origin, { session });
    const proven = await this.evaluate({ attempt, admission, origin }, password);
    if (proven === undefined) throw new AppError('invalid_credentials');
    await this.orGiveBack(attempt, async () => {
      // The address may have gone to somebody else meanwhile.
      if (proven.userId !== userId) throw new AppError('invalid_credentials');
      await this.database.transaction({ system: 'count a proof' }, () => this.limiter.succeed(attempt));
    });
  }

  /** What fails for another reason than a wrong password must not count. */
  private async orGiveBack<T>(attempt: Attempt, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const giveBack = () => this.limiter.giveBack(attempt);
      // Without the database it counts for a minute, and the reason is still the one to tell.
      await this.database.transaction({ system: 'give a try back' }, giveBack).catch(() => {});
      throw error;
    }
  }

  private async evaluate({ attempt, admission, origin }: Try, password: string): Promise<Proven | undefined> {
    // A blocked address costs the same work, for nothing: the answer must not tell it from a wrong password. Nor may it
    // outside the networks that the account allows, where a right password would be told from a wrong one.
    const usable = admission.reserved && !admission.suspended && isAllowed(admission.allowed_ip_ranges, origin.ip);
    const stored = usable ? admission.password_hash : null;
    const verify = () => this.hasher.verify(stored, password);
    const right = admission.reserved ? await this.orGiveBack(attempt, verify) : await verify();
    const { user_id: userId, account_id: accountId } = admission;
    if (right && userId !== null && accountId !== null) {
      await this.orGiveBack(attempt, () =>
        this.refreshHash(userId, stored, { password, marked: admission.needs_factor }),
      );
      return { userId, accountId, passwordSet: admission.password_set };
    }
    if (admission.reserved) await this.countFailure(attempt, admission);
    return undefined;
  }

  /** How long an imported password is shows when it is used: before that nobody can mark it as too short. */
  private async refreshHash(
    userId: string,
    stored: string | null,
    { password, marked }: { password: string; marked: boolean },
  ): Promise<void> {
    if (stored === null) return;
    const short = needsFactor(password);
    const hash = this.hasher.isOutdated(stored) ? await this.freshHash(stored, password) : stored;
    if (hash === stored && short === marked) return;
    await this.database.transaction({ system: 'rehash a password' }, () =>
      this.identities.rehash(userId, stored, { hash, needsFactor: short }),
    );
  }

  private async freshHash(stored: string, password: string): Promise<string> {
    try {
      return await this.hasher.hash(password);
    } catch (error) {
      // Too many wait for a hash: the next sign-in does it.
      if (!isTransient(error)) throw error;
      return stored;
    }
  }

  private async countFailure(
    { email, shared }: Attempt,
    { user_id: userId, account_id: accountId }: Admission,
  ): Promise<void> {
    // A remembered device, or a session of a blocked address, has counted it already, by itself.
    if (!shared) return;
    await this.database.transaction({ system: 'count a wrong password' }, async () => {
      const locks = await this.limits.fail(email);
      if (!locks || userId === null || accountId === null) return;
      const aggregateVersion = await this.identities.nextVersion(userId);
      // Somebody without a password has nothing that could be blocked.
      if (aggregateVersion === 0) return;
      const data = { userId, failures: maxFailuresInARow };
      await this.outbox.append(credentialEvents.locked, { accountId, aggregateId: userId, aggregateVersion, data });
    });
  }
}
