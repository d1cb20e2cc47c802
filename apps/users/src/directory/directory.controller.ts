import { Controller } from '@nestjs/common';
import { lifecycleCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { DirectoryService } from './directory.service.js';

@Controller()
export class DirectoryController {
  constructor(private readonly directory: DirectoryService) {}

  @RpcHandler(lifecycleCalls.directory)
  async resolve({ ids }: RequestOf<typeof lifecycleCalls.directory>, caller: Caller) {
    return this.directory.resolve(caller, ids);
  }
}
