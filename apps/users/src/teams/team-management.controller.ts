import { Controller } from '@nestjs/common';
import { teamManagementCalls as calls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { TeamChanges } from './team-changes.service.js';
import { TeamReading } from './team-reading.service.js';

@Controller()
export class TeamManagementController {
  constructor(
    private readonly changes: TeamChanges,
    private readonly reading: TeamReading,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(calls.create)
  async create(input: RequestOf<typeof calls.create>, caller: Caller) {
    return this.commands.once(calls.create, caller, input, () => this.changes.create(caller, input));
  }

  @RpcHandler(calls.get)
  async get({ teamId }: RequestOf<typeof calls.get>, caller: Caller) {
    return this.reading.get(caller, teamId);
  }

  @RpcHandler(calls.update)
  async update(input: RequestOf<typeof calls.update>, caller: Caller) {
    return this.changes.update(caller, input);
  }

  @RpcHandler(calls.delete)
  async delete({ teamId }: RequestOf<typeof calls.delete>, caller: Caller) {
    return this.changes.delete(caller, teamId);
  }

  @RpcHandler(calls.setMembers)
  async setMembers(input: RequestOf<typeof calls.setMembers>, caller: Caller) {
    return this.changes.setMembers(caller, input);
  }

  @RpcHandler(calls.setMailboxes)
  async setMailboxes(input: RequestOf<typeof calls.setMailboxes>, caller: Caller) {
    return this.changes.setMailboxes(caller, input);
  }

  @RpcHandler(calls.members)
  async members(input: RequestOf<typeof calls.members>, caller: Caller) {
    return this.reading.members(caller, input);
  }

  @RpcHandler(calls.deletionPreview)
  async deletionPreview({ teamId }: RequestOf<typeof calls.deletionPreview>, caller: Caller) {
    return this.reading.deletionPreview(caller, teamId);
  }
}
