import { Controller } from '@nestjs/common';
import { peopleCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { mayManage } from '../policy/user.policy.js';
import { PeopleRepository } from './people.repository.js';

/** What other services of ours ask: names and addresses by id, and decisions. */
@Controller()
export class PeopleController {
  constructor(private readonly people: PeopleRepository) {}

  @RpcHandler(peopleCalls.resolve)
  async resolve({ userIds }: RequestOf<typeof peopleCalls.resolve>) {
    return { people: await this.people.byIds(userIds) };
  }

  @RpcHandler(peopleCalls.managers)
  async managers({ accountId }: RequestOf<typeof peopleCalls.managers>) {
    return { people: await this.people.managers(accountId) };
  }

  @RpcHandler(peopleCalls.mayManage)
  async mayManage({ accountId, actorId, targetId }: RequestOf<typeof peopleCalls.mayManage>) {
    const people = await this.people.byIds([actorId, targetId]);
    const ours = people.filter((person) => person.accountId === accountId);
    const actor = ours.find((person) => person.id === actorId);
    const target = ours.find((person) => person.id === targetId);
    if (actor === undefined || target === undefined) return { allowed: false };
    return { allowed: actor.state === 'active' && target.state !== 'deleted' && mayManage(actor, target) };
  }
}
