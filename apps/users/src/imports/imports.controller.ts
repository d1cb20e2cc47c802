import { Controller } from '@nestjs/common';
import { importCalls, type Caller, type RequestOf } from '#contracts';
import { IdempotentCommands } from '#postgres';
import { RpcHandler } from '#rpc';
import { ImportsService } from './imports.service.js';

@Controller()
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly commands: IdempotentCommands,
  ) {}

  @RpcHandler(importCalls.begin)
  async begin(input: RequestOf<typeof importCalls.begin>, caller: Caller) {
    return this.commands.once(importCalls.begin, caller, input, () => this.imports.begin(caller, input));
  }

  @RpcHandler(importCalls.append)
  async append(input: RequestOf<typeof importCalls.append>, caller: Caller) {
    return this.imports.append(caller, input);
  }

  @RpcHandler(importCalls.start)
  async start(input: RequestOf<typeof importCalls.start>, caller: Caller) {
    return this.imports.start(caller, input);
  }

  @RpcHandler(importCalls.cancel)
  async cancel(input: RequestOf<typeof importCalls.cancel>, caller: Caller) {
    return this.imports.cancel(caller, input);
  }

  @RpcHandler(importCalls.get)
  async get(input: RequestOf<typeof importCalls.get>, caller: Caller) {
    return this.imports.get(caller, input);
  }

  @RpcHandler(importCalls.list)
  async list(input: RequestOf<typeof importCalls.list>, caller: Caller) {
    return this.imports.list(caller, input);
  }
}
