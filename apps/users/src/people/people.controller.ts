import { Controller } from '@nestjs/common';
import { peopleCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { DecisionsService } from './decisions.service.js';
import { PeopleRepository } from './people.repository.js';

/** What other services of ours ask: names and addresses by id, and decisions. */
@Controller()
export class PeopleController {
  constructor(
    private readonly people: PeopleRepository,
    private readonly decisions: DecisionsService,
  ) {}

  @RpcHandler(peopleCalls.resolve)
  async resolve({ userIds }: RequestOf<typeof peopleCalls.resolve>) {
    return { people: await this.people.byIds(userIds) };
  }

  @RpcHandler(peopleCalls.managers)
  async managers({ accountId }: RequestOf<typeof peopleCalls.managers>) {
    return { people: await this.people.managers(accountId) };
  }

  @RpcHandler(peopleCalls.mayManage)
  async mayManage(input: RequestOf<typeof peopleCalls.mayManage>) {
    return { allowed: await this.decisions.mayManage(input) };
  }
}
