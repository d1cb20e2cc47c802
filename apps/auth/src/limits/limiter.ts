import { Inject, Injectable } from '@nestjs/common';
import type { ClientOrigin, ErrorCode } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';
import { DevicesRepository } from '../devices/devices.repository.js';
import { LimitsRepository, windowSeconds, type Admission } from './limits.repository.js';
import { networkOf } from './network.js';

/** A try of a password that may be evaluated. */
export interface Attempt {
  network: string;
  email: string;
  /** A remembered device of the address: its tries count by themselves, so that strangers cannot block it. */
  device?: string | undefined;
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
   * Before a password is evaluated. With `reserved` the try counts against the address until it is finished.
   * @throws AppError `rate_limited` when the network failed too often, or too many tries of the address are under way
   */
  async admit(
    email: string,
    origin: ClientOrigin,
    deviceToken?: string,
  ): Promise<{ attempt: Attempt; admission: Admission }> {
    const network = networkOf(origin.ip);
    const { SIGN_IN_LIMIT_PER_ADDRESS: networkLimit } = this.config;
    const { admission, device } = await this.count({ network, email, networkLimit }, deviceToken);
    if (admission.network_failures > networkLimit) throw this.refusal(admission.resets_in);
    // The same for known and unknown addresses: the counter is the address's, not the person's.
    if (!admission.reserved && !admission.locked) throw new AppError('rate_limited', { retryAfter: 1 });
    return { attempt: { network, email, device }, admission };
  }

  private async count(
    attempt: { network: string; email: string; networkLimit: number },
    deviceToken: string | undefined,
  ): Promise<{ admission: Admission; device: string | undefined }> {
    const scope = { system: 'admit a sign-in' };
    if (deviceToken === undefined) {
      const admit = () => this.limits.admit({ ...attempt, guarded: true });
      return { admission: await this.database.together(scope, admit, briefly), device: undefined };
    }
    return this.database.transaction(scope, () => this.countOfDevice(attempt, deviceToken), briefly);
  }

  private async countOfDevice(
    attempt: { network: string; email: string; networkLimit: number },
    deviceToken: string,
  ): Promise<{ admission: Admission; device: string | undefined }> {
    const known = await this.devices.takeTry(deviceToken, attempt.email);
    const admission = await this.limits.admit({ ...attempt, guarded: !known });
    if (!known) return { admission, device: undefined };
    if (admission.network_failures > attempt.networkLimit) await this.devices.returnTry(deviceToken);
    return { admission: { ...admission, reserved: true, locked: false }, device: deviceToken };
  }

  /** The right password. A lock of the address is not lifted by a device that it does not bind. */
  async succeed({ network, email, device }: Attempt): Promise<void> {
    if (device === undefined) return this.limits.succeed({ network, email });
    await this.devices.succeed(device);
    await this.limits.returnNetworkFailure(network);
  }

  /** Nothing was evaluated after all. */
  async giveBack({ network, email, device }: Attempt): Promise<void> {
    if (device === undefined) return this.limits.giveBack({ network, email });
    await this.devices.returnTry(device);
    await this.limits.returnNetworkFailure(network);
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
