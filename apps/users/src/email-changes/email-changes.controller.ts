import { Controller } from '@nestjs/common';
import { emailChangeCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { EmailChangesService } from './email-changes.service.js';
import { EmailConfirmation } from './email-confirmation.service.js';

@Controller()
export class EmailChangesController {
  constructor(
    private readonly changes: EmailChangesService,
    private readonly confirmation: EmailConfirmation,
  ) {}

  @RpcHandler(emailChangeCalls.request)
  async request(input: RequestOf<typeof emailChangeCalls.request>, caller: Caller) {
    return this.changes.request(caller, input);
  }

  @RpcHandler(emailChangeCalls.get)
  async get(input: RequestOf<typeof emailChangeCalls.get>, caller: Caller) {
    return this.changes.get(caller, input.userId);
  }

  @RpcHandler(emailChangeCalls.cancel)
  async cancel(input: RequestOf<typeof emailChangeCalls.cancel>, caller: Caller) {
    return this.changes.cancel(caller, input.userId);
  }

  @RpcHandler(emailChangeCalls.confirm)
  async confirm(input: RequestOf<typeof emailChangeCalls.confirm>) {
    return this.confirmation.confirm(input);
  }
}
