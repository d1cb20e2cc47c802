import { Injectable } from '@nestjs/common';
import type { apiDecisionCalls, ApiRefusal, RequestOf, ResponseOf, Rights } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { apiRefusal, mayInherit, tokenRefusal } from '../policy/api.policy.js';
import { PeopleRepository } from './people.repository.js';

type Decision = ResponseOf<typeof apiDecisionCalls.mayUseApi>;

function decision(because: ApiRefusal | undefined): Decision {
  return { allowed: because === undefined, because: because ?? null };
}

function rightsOf({ role, permissions }: Actor): Rights {
  return { role, permissions: [...permissions] };
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

  async mayKeepTokens(
    question: RequestOf<typeof apiDecisionCalls.mayKeepTokens>,
  ): Promise<ResponseOf<typeof apiDecisionCalls.mayKeepTokens>> {
    const { accountId, actorId, guardianId } = question;
    return this.database.transaction({ accountId }, async () => {
      const actor = await this.find(accountId, actorId);
      if (actor === undefined) return { ...decision('permission'), guardianRights: null };
      const guardian = guardianId === null ? null : await this.find(accountId, guardianId);
      const guardianRights = guardian === null || guardian === undefined ? null : rightsOf(guardian);
      return { ...decision(tokenRefusal(actor, guardian)), guardianRights };
    });
  }

  async rightsOf({
    accountId,
    userId,
  }: RequestOf<typeof apiDecisionCalls.rightsOf>): Promise<{ rights: Rights | null }> {
    const rights = await this.database.transaction({ accountId }, () => this.actors.rights(accountId, userId));
    return { rights: rights ?? null };
  }

  async tokenHeir(question: RequestOf<typeof apiDecisionCalls.tokenHeir>): Promise<{ guardianId: string | null }> {
    const { accountId, successorId, rights } = question;
    const successor = await this.database.transaction({ accountId }, async () =>
      successorId === null ? undefined : this.find(accountId, successorId),
    );
    if (successor !== undefined && mayInherit(successor, rights)) return { guardianId: successor.id };
    const owner = (await this.people.managers(accountId)).find(({ role }) => role === 'owner');
    return { guardianId: owner?.id ?? null };
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
