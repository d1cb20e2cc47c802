import { Injectable } from '@nestjs/common';
import type { apiDecisionCalls, ApiRefusal, RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { apiRefusal, tokenRefusal } from '../policy/api.policy.js';
import { PeopleRepository } from './people.repository.js';

type Decision = ResponseOf<typeof apiDecisionCalls.mayUseApi>;

function decision(because: ApiRefusal | undefined): Decision {
  return { allowed: because === undefined, because: because ?? null };
}

/** What auth asks when a key is made or used. */
@Injectable()
export class ApiDecisions {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly people: PeopleRepository,
  ) {}

  async mayUseApi(question: RequestOf<typeof apiDecisionCalls.mayUseApi>): Promise<Decision> {
    const { accountId, userId, since } = question;
    return this.database.transaction({ accountId }, async () => {
      const person = await this.find(accountId, userId);
      if (person === undefined) return decision('person');
      // Auth may not have heard yet that they were deleted and restored: nothing of before comes back.
      const restoredAt = since === undefined ? null : await this.people.restoredAt(accountId, userId);
      if (restoredAt !== null && since !== undefined && new Date(since) <= restoredAt) return decision('person');
      return decision(apiRefusal(person));
    });
  }

  async mayKeepTokens(question: RequestOf<typeof apiDecisionCalls.mayKeepTokens>): Promise<Decision> {
    const { accountId, actorId, guardianId } = question;
    return this.database.transaction({ accountId }, async () => {
      const actor = await this.find(accountId, actorId);
      if (actor === undefined) return decision('permission');
      return decision(tokenRefusal(actor, guardianId === null ? null : await this.find(accountId, guardianId)));
    });
  }

  /** Active people of the account only. */
  private async find(acc: string, sub: string): Promise<Actor | undefined> {
    try {
      return await this.actors.toRead({ acc, sub });
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
      throw error;
    }
  }
}
