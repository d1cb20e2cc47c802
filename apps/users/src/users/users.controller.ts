import { Controller } from '@nestjs/common';
import { userCalls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { InvitationsService } from './invitations.service.js';
import { UserCreation } from './user-creation.service.js';
import { UserReading } from './user-reading.service.js';
import { UserUpdates } from './user-updates.service.js';

@Controller()
export class UsersController {
  constructor(
    private readonly reading: UserReading,
    private readonly creation: UserCreation,
    private readonly updates: UserUpdates,
    private readonly invitations: InvitationsService,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(userCalls.list)
  async list(input: RequestOf<typeof userCalls.list>, caller: Caller) {
    return this.reading.list(caller, input);
  }

  @RpcHandler(userCalls.get)
  async get(input: RequestOf<typeof userCalls.get>, caller: Caller) {
    return this.reading.get(caller, input.userId);
  }

  @RpcHandler(userCalls.me)
  async me(_input: RequestOf<typeof userCalls.me>, caller: Caller) {
    return this.reading.me(caller);
  }

  @RpcHandler(userCalls.access)
  async access(_input: RequestOf<typeof userCalls.access>, caller: Caller) {
    return this.reading.access(caller);
  }

  @RpcHandler(userCalls.seats)
  async seats(_input: RequestOf<typeof userCalls.seats>, caller: Caller) {
    return this.reading.seats(caller);
  }

  @RpcHandler(userCalls.create)
  async create(input: RequestOf<typeof userCalls.create>, caller: Caller) {
    return this.commands.once(userCalls.create, caller, input, () => this.creation.create(caller, input));
  }

  @RpcHandler(userCalls.update)
  async update(input: RequestOf<typeof userCalls.update>, caller: Caller) {
    return this.updates.update(caller, input);
  }

  @RpcHandler(userCalls.invite)
  async invite(input: RequestOf<typeof userCalls.invite>, caller: Caller) {
    return this.commands.once(userCalls.invite, caller, input, () => this.invitations.send(caller, input.userId));
  }

  @RpcHandler(userCalls.revokeInvitation)
  async revokeInvitation({ userId }: RequestOf<typeof userCalls.revokeInvitation>, caller: Caller) {
    return this.invitations.revoke(caller, userId);
  }

  @RpcHandler(userCalls.arrive)
  async arrive(input: RequestOf<typeof userCalls.arrive>, caller: Caller) {
    return this.updates.arrive(caller, input);
  }
}
