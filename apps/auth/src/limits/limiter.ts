import { Inject, Injectable } from '@nestjs/common';
import type { ClientOrigin, ErrorCode } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';
import { DevicesRepository } from '../devices/devices.repository.js';
import { LimitsRepository, windowSeconds, type Admission } from './limits.repository.js';
import { networkOf } from './network.js';

/** What somebody has of the person whose password they try: its tries count by themselves, so that strangers cannot block it. */
export type Held = { device: string } | { session: string };

/** A try of a password that may be evaluated. */
export interface Attempt {
  network: string;
  email: string;
  /** A remembered device or session of the address, by whose own count the try may be evaluated. */
  held?: Held | undefined;
  /** It counts against the address. */
  shared: boolean;
}

interface Admitted {
  attempt: Attempt;
  admission: Admission;
}

/** Refusals that somebody gets who guesses a secret. */
const wrong: ReadonlySet<ErrorCode> = new Set([
  'link_invalid',
  'second_factor_invalid',
  'challenge_invalid',
  'passkey_invalid',
]);

const triesScope = { system: 'limit tries of secrets' };
/** Counters that a crash of the server sets back by less than a second are worth no wait for the disk. */
const briefly = { durable: false };

/** One limiter for every route that tests a secret: by network, and by address for passwords. */
@Injectable()
export class Limiter {
  constructor(
    private readonly database: Database,
    private readonly limits: LimitsRepository,
    private readonly devices: DevicesRepository,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'SIGN_IN_LIMIT_PER_ADDRESS'>,
  ) {}

  /**
   * Before a password is evaluated. With `reserved` the try counts until it is finished.
   * @throws AppError `rate_limited` when the network failed too often, or too many tries of the address are under way
   */
  async admit(email: string, origin: ClientOrigin, held?: Held): Promise<Admitted> {
    const network = networkOf(origin.ip);
    const { SIGN_IN_LIMIT_PER_ADDRESS: networkLimit } = this.config;
    const admitted = await this.count({ network, email, networkLimit }, held);
    const { admission } = admitted;
    if (admission.network_failures > networkLimit) throw this.refusal(admission.resets_in);
    // The same for known and unknown addresses: the counter is the address's, not the person's.
    if (!admission.reserved && !admission.locked) throw new AppError('rate_limited', { retryAfter: 1 });
    return admitted;
  }

  private async count(
    attempt: { network: string; email: string; networkLimit: number },
    held: Held | undefined,
  ): Promise<Admitted> {
    const scope = { system: 'admit a sign-in' };
    if (held !== undefined) return this.database.transaction(scope, () => this.countHeld(attempt, held), briefly);
    const admit = () => this.limits.admit({ ...attempt, guarded: true });
    const admission = await this.database.together(scope, admit, briefly);
    return { admission, attempt: { ...attempt, shared: admission.reserved } };
  }

  private async countHeld(
    attempt: { network: string; email: string; networkLimit: number },
    held: Held,
  ): Promise<Admitted> {
    const known = await this.takeOwnTry(held, attempt.email);
    // What is tried within a session counts against the address as well, and is evaluated also where that is blocked.
    const admission = await this.limits.admit({ ...attempt, guarded: !known || 'session' in held });
    const shared = admission.reserved;
    if (!known) return { admission, attempt: { ...attempt, shared } };
    if (admission.network_failures > attempt.networkLimit) await this.returnOwnTry(held);
    return { admission: { ...admission, reserved: true, locked: false }, attempt: { ...attempt, held, shared } };
  }

  private takeOwnTry(held: Held, email: string): Promise<boolean> {
    return 'device' in held
      ? this.devices.takeTry(held.device, email)
      : this.limits.takeSessionTry(held.session, email);
  }

  private returnOwnTry(held: Held): Promise<void> {
    return 'device' in held ? this.devices.returnTry(held.device) : this.limits.returnSessionTry(held.session);
  }

  /** The right password. A lock of the address is not lifted by what it does not bind. */
  async succeed({ network, email, held, shared }: Attempt): Promise<void> {
    if (held !== undefined) {
      await ('device' in held ? this.devices.succeed(held.device) : this.limits.clearSessionTries(held.session));
    }
    await (shared ? this.limits.succeed({ network, email }) : this.limits.returnNetworkFailure(network));
  }

  /** Nothing was evaluated after all. */
  async giveBack({ network, email, held, shared }: Attempt): Promise<void> {
    if (held !== undefined) await this.returnOwnTry(held);
    await (shared ? this.limits.giveBack({ network, email }) : this.limits.returnNetworkFailure(network));
  }

  /**
   * Before a code or passkey of a person is evaluated, in the transaction that evaluates it: counts the try over all
   * sign-ins of theirs and holds them one after another. {@link factorRight} takes it back.
   * @throws AppError `rate_limited` after too many wrong ones within the hour
   */
  async takeFactorTry(person: { userId: string; accountId: string }): Promise<void> {
    const resetsIn = await this.limits.takeFactorTry(person);
    if (resetsIn !== undefined) throw new AppError('rate_limited', { retryAfter: resetsIn });
  }

  async factorRight(userId: string): Promise<void> {
    await this.limits.clearFactorTries(userId);
  }

  /**
   * Around the test of a link, code, passkey or key. The try counts against its network before it is evaluated, so that
   * many at once gain nothing, and is given back unless it was wrong.
   * @param failure what `test` throws then, besides the refusals of links, codes and passkeys
   * @throws AppError `rate_limited` when the network failed too often; what `test` throws
   */
  async guarded<T>(origin: ClientOrigin, test: () => Promise<T>, failure: ErrorCode = 'link_invalid'): Promise<T> {
    const network = networkOf(origin.ip);
    await this.takeNetworkTry(network);
    let guessed = false;
    try {
      return await test();
    } catch (error) {
      guessed = error instanceof AppError && (wrong.has(error.code) || error.code === failure);
      throw error;
    } finally {
      if (!guessed) await this.returnNetworkTry(network);
    }
  }

  private async takeNetworkTry(network: string): Promise<void> {
    const { SIGN_IN_LIMIT_PER_ADDRESS: limit } = this.config;
    const take = () => this.limits.takeNetworkTry(network, limit);
    const resetsIn = await this.database.together(triesScope, take, briefly);
    if (resetsIn !== undefined) throw this.refusal(resetsIn);
  }

  private async returnNetworkTry(network: string): Promise<void> {
    const giveBack = () => this.limits.returnNetworkFailure(network);
    // What came of the test stands, also when a counter of a minute cannot be written.
    await this.database.together(triesScope, giveBack, briefly).catch(() => {});
  }

  private refusal(resetSeconds: number): AppError {
    const { SIGN_IN_LIMIT_PER_ADDRESS: limit } = this.config;
    const rateLimit = { policy: 'secrets', limit, remaining: 0, resetSeconds, windowSeconds };
    return new AppError('rate_limited', { retryAfter: resetSeconds, rateLimit });
  }
}
