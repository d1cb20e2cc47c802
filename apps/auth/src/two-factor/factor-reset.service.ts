import { Injectable } from '@nestjs/common';
import { secondFactorEvents, type Caller, type ResponseOf, type twoFactorCalls } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Endings } from '../endings/endings.js';
import { FactorRemoval } from '../factors/factor-removal.js';
import { FactorsRepository, type Person } from '../factors/factors.repository.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { requireFreshProof } from '../sessions/fresh-proof.js';

/** What managers see and do of other people's second factors: whether and which kinds, and the way back in. */
@Injectable()
export class FactorResetService {
  constructor(
    private readonly database: Database,
    private readonly factors: FactorsRepository,
    private readonly removal: FactorRemoval,
    private readonly endings: Endings,
    private readonly outbox: Outbox,
    private readonly managed: ManagedPeople,
  ) {}

  /** @throws AppError `not_found`, `forbidden` */
  async status(caller: Caller, userId: string): Promise<ResponseOf<typeof twoFactorCalls.status>> {
    await this.managed.requireSelfOr(caller, userId);
    const person = { userId, accountId: caller.acc };
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const kinds = await this.kindsOf(person);
      return { enabled: kinds.length > 0, kinds };
    });
  }

  /**
   * Removes all factors of somebody, and ends everything that their factors stood behind (product.md, section 7).
   * @throws AppError `reauthentication_required`, `not_found`, `forbidden` also for oneself
   */
  async reset(caller: Caller, userId: string): Promise<Record<string, never>> {
    requireFreshProof(caller);
    // Who could prove nothing but the password would get around the factor.
    if (userId === caller.sub) throw new AppError('forbidden');
    await this.managed.require(caller, userId);
    const person = { userId, accountId: caller.acc };
    await this.database.transaction({ accountId: caller.acc }, async () => {
      if (!(await this.factors.lock(person))) throw new AppError('not_found');
      const kinds = await this.kindsOf(person);
      if (kinds.length === 0) return;
      await this.removal.removeAll(person);
      await this.endings.apply({ cause: 'second_factor_reset', ...person });
      const aggregateVersion = await this.factors.nextVersion(person);
      await this.factors.noteRecovery(person);
      const about = { accountId: caller.acc, aggregateId: userId, aggregateVersion };
      await this.outbox.append(secondFactorEvents.reset, { ...about, data: { userId, kinds } });
    });
    return {};
  }

  private async kindsOf(person: Person) {
    const factors = await this.factors.list(person);
    return [...new Set(factors.map(({ kind }) => kind))];
  }
}
