import { Controller } from '@nestjs/common';
import { passwordCalls, passwordResetCalls, recoveryCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { PasswordChangesService } from './password-changes.service.js';
import { PasswordResetsService, SentResetsService } from './password-resets.service.js';
import { RecoveriesService } from './recoveries.service.js';

@Controller()
export class RecoveryController {
  constructor(
    private readonly resets: PasswordResetsService,
    private readonly sent: SentResetsService,
    private readonly changes: PasswordChangesService,
    private readonly recoveries: RecoveriesService,
  ) {}

  @RpcHandler(passwordResetCalls.request)
  async request(input: RequestOf<typeof passwordResetCalls.request>) {
    return this.resets.request(input);
  }

  @RpcHandler(passwordResetCalls.lookup)
  async lookup(input: RequestOf<typeof passwordResetCalls.lookup>) {
    return this.resets.lookup(input);
  }

  @RpcHandler(passwordResetCalls.complete)
  async complete(input: RequestOf<typeof passwordResetCalls.complete>) {
    return this.resets.complete(input);
  }

  @RpcHandler(passwordResetCalls.send)
  async send(input: RequestOf<typeof passwordResetCalls.send>, caller: Caller) {
    return this.sent.send(passwordResetCalls.send, caller, input);
  }

  @RpcHandler(passwordCalls.change)
  async change(input: RequestOf<typeof passwordCalls.change>, caller: Caller) {
    return this.changes.change(caller, input);
  }

  @RpcHandler(recoveryCalls.last)
  async lastRecovery(input: RequestOf<typeof recoveryCalls.last>) {
    return this.recoveries.last(input);
  }
}
