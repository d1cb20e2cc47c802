import { Controller } from '@nestjs/common';
import { mailboxManagementCalls as calls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { MailboxChanges } from './mailbox-changes.service.js';
import { MailboxReading } from './mailbox-reading.service.js';

@Controller()
export class MailboxManagementController {
  constructor(
    private readonly changes: MailboxChanges,
    private readonly reading: MailboxReading,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(calls.create)
  async create(input: RequestOf<typeof calls.create>, caller: Caller) {
    return this.commands.once(calls.create, caller, input, () => this.changes.create(caller, input));
  }

  @RpcHandler(calls.get)
  async get({ mailboxId }: RequestOf<typeof calls.get>, caller: Caller) {
    return this.reading.get(caller, mailboxId);
  }

  @RpcHandler(calls.update)
  async update(input: RequestOf<typeof calls.update>, caller: Caller) {
    return this.changes.update(caller, input);
  }

  @RpcHandler(calls.delete)
  async delete({ mailboxId }: RequestOf<typeof calls.delete>, caller: Caller) {
    return this.changes.delete(caller, mailboxId);
  }

  @RpcHandler(calls.users)
  async users(input: RequestOf<typeof calls.users>, caller: Caller) {
    return this.reading.users(caller, input);
  }

  @RpcHandler(calls.deletionPreview)
  async deletionPreview({ mailboxId }: RequestOf<typeof calls.deletionPreview>, caller: Caller) {
    return this.reading.deletionPreview(caller, mailboxId);
  }
}
