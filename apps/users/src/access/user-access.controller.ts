import { Controller } from '@nestjs/common';
import { userAccessCalls as calls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { AccessExplanations } from './access-explanations.service.js';
import { UserAccess } from './user-access.service.js';

@Controller()
export class UserAccessController {
  constructor(
    private readonly access: UserAccess,
    private readonly explanations: AccessExplanations,
  ) {}

  @RpcHandler(calls.mailboxes)
  async mailboxes({ userId }: RequestOf<typeof calls.mailboxes>, caller: Caller) {
    return this.access.mailboxes(caller, userId);
  }

  @RpcHandler(calls.setMailboxes)
  async setMailboxes(input: RequestOf<typeof calls.setMailboxes>, caller: Caller) {
    return this.access.setMailboxes(caller, input);
  }

  @RpcHandler(calls.teams)
  async teams({ userId }: RequestOf<typeof calls.teams>, caller: Caller) {
    return this.access.teams(caller, userId);
  }

  @RpcHandler(calls.setTeams)
  async setTeams(input: RequestOf<typeof calls.setTeams>, caller: Caller) {
    return this.access.setTeams(caller, input);
  }

  @RpcHandler(calls.explain)
  async explain(input: RequestOf<typeof calls.explain>, caller: Caller) {
    return this.explanations.explain(caller, input);
  }
}
