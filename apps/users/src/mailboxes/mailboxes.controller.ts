import { Controller } from '@nestjs/common';
import { mailboxCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { MailboxesService } from './mailboxes.service.js';

@Controller()
export class MailboxesController {
  constructor(private readonly mailboxes: MailboxesService) {}

  @RpcHandler(mailboxCalls.list)
  async list(input: RequestOf<typeof mailboxCalls.list>, caller: Caller) {
    return this.mailboxes.list(caller, input);
  }
}
