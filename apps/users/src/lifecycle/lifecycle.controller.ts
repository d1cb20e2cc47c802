import { Controller } from '@nestjs/common';
import { lifecycleCalls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { DeletedUsersService } from './deleted-users.service.js';
import { DeletionService } from './deletion.service.js';
import { ErasureService } from './erasure.service.js';
import { RestorationService } from './restoration.service.js';
import { SuspensionsService } from './suspensions.service.js';

type Input<Name extends keyof typeof lifecycleCalls> = RequestOf<(typeof lifecycleCalls)[Name]>;

@Controller()
export class LifecycleController {
  constructor(
    private readonly suspensions: SuspensionsService,
    private readonly deletion: DeletionService,
    private readonly restoration: RestorationService,
    private readonly erasure: ErasureService,
    private readonly deletedUsers: DeletedUsersService,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(lifecycleCalls.suspend)
  async suspend(input: Input<'suspend'>, caller: Caller) {
    return this.commands.once(lifecycleCalls.suspend, caller, input, () => this.suspensions.suspend(caller, input));
  }

  @RpcHandler(lifecycleCalls.liftSuspension)
  async liftSuspension({ userId }: Input<'liftSuspension'>, caller: Caller) {
    return this.suspensions.lift(caller, userId);
  }

  @RpcHandler(lifecycleCalls.previewDeletion)
  async previewDeletion({ userId }: Input<'previewDeletion'>, caller: Caller) {
    return this.deletion.preview(caller, userId);
  }

  @RpcHandler(lifecycleCalls.delete)
  async delete(input: Input<'delete'>, caller: Caller) {
    return this.commands.once(lifecycleCalls.delete, caller, input, () => this.deletion.delete(caller, input));
  }

  @RpcHandler(lifecycleCalls.restore)
  async restore(input: Input<'restore'>, caller: Caller) {
    return this.commands.once(lifecycleCalls.restore, caller, input, () => this.restoration.restore(caller, input));
  }

  @RpcHandler(lifecycleCalls.erase)
  async erase(input: Input<'erase'>, caller: Caller) {
    return this.commands.once(lifecycleCalls.erase, caller, input, () => this.erasure.erase(caller, input.userId));
  }

  @RpcHandler(lifecycleCalls.listDeleted)
  async listDeleted(input: Input<'listDeleted'>, caller: Caller) {
    return this.deletedUsers.list(caller, input);
  }
}
