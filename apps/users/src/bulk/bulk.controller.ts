import { Controller } from '@nestjs/common';
import { bulkCalls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { BulkService } from './bulk.service.js';

@Controller()
export class BulkController {
  constructor(
    private readonly bulk: BulkService,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(bulkCalls.inviteMany)
  async invite(input: RequestOf<typeof bulkCalls.inviteMany>, caller: Caller) {
    return this.commands.once(bulkCalls.inviteMany, caller, input, () => this.bulk.invite(caller, input));
  }

  @RpcHandler(bulkCalls.exportUsers)
  async exportUsers(input: RequestOf<typeof bulkCalls.exportUsers>, caller: Caller) {
    return this.bulk.exportUsers(caller, input);
  }
}
