import { Injectable } from '@nestjs/common';
import type { peopleCalls, RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ActorRepository } from '../policy/actor.repository.js';
import { mayManage } from '../policy/user.policy.js';
import { PeopleRepository } from './people.repository.js';

/** Decisions that other services ask for at the moment they act. */
@Injectable()
export class DecisionsService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly people: PeopleRepository,
  ) {}

  /** False for anybody who is not an active member of the account. */
  async mayManage({ accountId, actorId, targetId }: RequestOf<typeof peopleCalls.mayManage>): Promise<boolean> {
    const [actor, target] = await Promise.all([
      this.actorOf(accountId, actorId),
      this.people.byIds([targetId]).then((found) => found.find((person) => person.accountId === accountId)),
    ]);
    return actor !== undefined && target !== undefined && target.state !== 'deleted' && mayManage(actor, target);
  }

  private async actorOf(acc: string, sub: string) {
    try {
      return await this.database.together({ accountId: acc }, () => this.actors.toRead({ acc, sub }));
    } catch (error) {
      if (error instanceof AppError && error.code === 'unauthenticated') return undefined;
      throw error;
    }
  }
}
