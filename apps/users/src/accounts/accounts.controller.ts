import { Controller } from '@nestjs/common';
import { accountCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { AccountSettings } from './account-settings.service.js';
import { FoundingService } from './founding.service.js';
import { PlansService } from './plans.service.js';

@Controller()
export class AccountsController {
  constructor(
    private readonly settings: AccountSettings,
    private readonly plans: PlansService,
    private readonly founding: FoundingService,
  ) {}

  @RpcHandler(accountCalls.get)
  async get(_input: RequestOf<typeof accountCalls.get>, caller: Caller) {
    return this.settings.get(caller);
  }

  @RpcHandler(accountCalls.update)
  async update(input: RequestOf<typeof accountCalls.update>, caller: Caller) {
    return this.settings.update(caller, input);
  }

  @RpcHandler(accountCalls.planPreview)
  async planPreview({ plan }: RequestOf<typeof accountCalls.planPreview>, caller: Caller) {
    return this.plans.preview(caller, plan);
  }

  @RpcHandler(accountCalls.found)
  async found(input: RequestOf<typeof accountCalls.found>) {
    await this.founding.found(input);
    return {};
  }

  @RpcHandler(accountCalls.security)
  async security({ accountId }: RequestOf<typeof accountCalls.security>) {
    return this.settings.security(accountId);
  }
}
