import { Injectable } from '@nestjs/common';
import type { Caller, PlanName } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ActorRepository } from '../policy/actor.repository.js';
import { can } from '../policy/user.policy.js';
import { AccountsRepository } from './accounts.repository.js';
import { previewPlan } from './plan-preview.js';

/** What another plan would mean. */
@Injectable()
export class PlansService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly accounts: AccountsRepository,
  ) {}

  async preview(caller: Caller, to: PlanName) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      if (!can(actor, 'account.billing')) throw new AppError('owner_required');
      return previewPlan(actor.plan, to, await this.accounts.use(caller.acc));
    });
  }
}
