import { Controller } from '@nestjs/common';
import { keyCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { SigningKeys } from './signing-keys.js';

@Controller()
export class KeysController {
  constructor(private readonly keys: SigningKeys) {}

  @RpcHandler(keyCalls.list)
  async list(_input: RequestOf<typeof keyCalls.list>) {
    return this.keys.published();
  }

  @RpcHandler(keyCalls.published)
  async published(_input: RequestOf<typeof keyCalls.published>) {
    return this.keys.published('access');
  }
}
