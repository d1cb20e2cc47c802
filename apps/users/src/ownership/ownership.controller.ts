import { Controller } from '@nestjs/common';
import { ownershipCalls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { OwnershipService } from './ownership.service.js';

@Controller()
export class OwnershipController {
  constructor(
    private readonly ownership: OwnershipService,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(ownershipCalls.request)
  async request(input: RequestOf<typeof ownershipCalls.request>, caller: Caller) {
    return this.commands.once(ownershipCalls.request, caller, input, () =>
      this.ownership.request(caller, input.userId),
    );
  }

  @RpcHandler(ownershipCalls.get)
  async get(_input: RequestOf<typeof ownershipCalls.get>, caller: Caller) {
    return this.ownership.get(caller);
  }

  @RpcHandler(ownershipCalls.withdraw)
  async withdraw(_input: RequestOf<typeof ownershipCalls.withdraw>, caller: Caller) {
    await this.ownership.withdraw(caller);
    return {};
  }

  @RpcHandler(ownershipCalls.accept)
  async accept(_input: RequestOf<typeof ownershipCalls.accept>, caller: Caller) {
    return this.ownership.accept(caller);
  }
}
