import { Controller } from '@nestjs/common';
import { accountTokenCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { AccountTokensService } from './account-tokens.service.js';

@Controller()
export class AccountTokensController {
  constructor(private readonly tokens: AccountTokensService) {}

  @RpcHandler(accountTokenCalls.list)
  async list(_input: RequestOf<typeof accountTokenCalls.list>, caller: Caller) {
    return this.tokens.list(caller);
  }

  @RpcHandler(accountTokenCalls.create)
  async create(input: RequestOf<typeof accountTokenCalls.create>, caller: Caller) {
    return this.tokens.create(caller, input);
  }

  @RpcHandler(accountTokenCalls.rotate)
  async rotate(input: RequestOf<typeof accountTokenCalls.rotate>, caller: Caller) {
    return this.tokens.rotate(caller, input);
  }

  @RpcHandler(accountTokenCalls.revoke)
  async revoke({ keyId }: RequestOf<typeof accountTokenCalls.revoke>, caller: Caller) {
    return this.tokens.revoke(caller, keyId);
  }

  @RpcHandler(accountTokenCalls.setGuardian)
  async setGuardian(input: RequestOf<typeof accountTokenCalls.setGuardian>, caller: Caller) {
    return this.tokens.setGuardian(caller, input);
  }
}
