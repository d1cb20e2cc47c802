import { Inject, Injectable } from '@nestjs/common';
import type { ClientOrigin, ErrorCode } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';
import { LimitsRepository, windowSeconds, type Admission } from './limits.repository.js';
import { networkOf } from './network.js';

/** A try of a password that may be evaluated. */
export interface Attempt {
  network: string;
  email: string;
}

/** One limiter for every route that tests a secret: by network, and by address for passwords. */
@Injectable()
export class Limiter {
  constructor(
    private readonly database: Database,
    private readonly limits: LimitsRepository,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'SIGN_IN_LIMIT_PER_ADDRESS'>,
  ) {}

  /**
   * Before a password is evaluated. With `reserved` the try counts against the address until it is finished.
   * @throws AppError `rate_limited` when the network failed too often, or too many tries of the address are under way
   */
  async admit(email: string, origin: ClientOrigin): Promise<{ attempt: Attempt; admission: Admission }> {
    const attempt = { network: networkOf(origin.ip), email };
    const { SIGN_IN_LIMIT_PER_ADDRESS: networkLimit } = this.config;
    const admission = await this.database.transaction({ system: 'admit a sign-in' }, () =>
      this.limits.admit({ ...attempt, networkLimit }),
    );
    if (admission.network_failures > networkLimit) throw this.refusal(admission.resets_in);
    // The same for known and unknown addresses: the counter is the address's, not the person's.
    if (!admission.reserved && !admission.locked) throw new AppError('rate_limited', { retryAfter: 1 });
    return { attempt, admission };
  }

  /**
   * Around the test of a link, code or key: refuses networks that failed too often, and counts when `test` finds nothing.
   * @param failure what `test` throws then
   * @throws AppError `rate_limited`; what `test` throws
   */
  async guarded<T>(origin: ClientOrigin, test: () => Promise<T>, failure: ErrorCode = 'link_invalid'): Promise<T> {
    const network = networkOf(origin.ip);
    const scope = { system: 'limit tries of links' };
    const { failures, resets_in: resetsIn } = await this.database.transaction(scope, () =>
      this.limits.networkState(network),
    );
    if (failures >= this.config.SIGN_IN_LIMIT_PER_ADDRESS) throw this.refusal(resetsIn);
    try {
      return await test();
    } catch (error) {
      if (error instanceof AppError && error.code === failure) {
        await this.database.transaction(scope, () => this.limits.countNetworkFailure(network));
      }
      throw error;
    }
  }

  private refusal(resetSeconds: number): AppError {
    const { SIGN_IN_LIMIT_PER_ADDRESS: limit } = this.config;
    const rateLimit = { policy: 'secrets', limit, remaining: 0, resetSeconds, windowSeconds };
    return new AppError('rate_limited', { retryAfter: resetSeconds, rateLimit });
  }
}
