import { Controller } from '@nestjs/common';
import { autoBccCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { AutoBccService } from './auto-bcc.service.js';

@Controller()
export class AutoBccController {
  constructor(private readonly autoBcc: AutoBccService) {}

  @RpcHandler(autoBccCalls.get)
  async get(input: RequestOf<typeof autoBccCalls.get>, caller: Caller) {
    return this.autoBcc.get(caller, input.userId);
  }

  @RpcHandler(autoBccCalls.set)
  async set(input: RequestOf<typeof autoBccCalls.set>, caller: Caller) {
    return this.autoBcc.set(caller, input);
  }

  @RpcHandler(autoBccCalls.confirm)
  async confirm(input: RequestOf<typeof autoBccCalls.confirm>) {
    return this.autoBcc.confirm(input);
  }

  @RpcHandler(autoBccCalls.effective)
  async effective(input: RequestOf<typeof autoBccCalls.effective>) {
    return this.autoBcc.effective(input);
  }
}
