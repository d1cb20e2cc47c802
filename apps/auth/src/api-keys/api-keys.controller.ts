import { Controller } from '@nestjs/common';
import { apiKeyCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { ApiKeysService } from './api-keys.service.js';
import { KeyVerification } from './key-verification.service.js';

@Controller()
export class ApiKeysController {
  constructor(
    private readonly keys: ApiKeysService,
    private readonly verification: KeyVerification,
  ) {}

  @RpcHandler(apiKeyCalls.list)
  async list(input: RequestOf<typeof apiKeyCalls.list>, caller: Caller) {
    return this.keys.list(caller, input);
  }

  @RpcHandler(apiKeyCalls.create)
  async create(input: RequestOf<typeof apiKeyCalls.create>, caller: Caller) {
    return this.keys.create(caller, input);
  }

  @RpcHandler(apiKeyCalls.rotate)
  async rotate(input: RequestOf<typeof apiKeyCalls.rotate>, caller: Caller) {
    return this.keys.rotate(caller, input);
  }

  @RpcHandler(apiKeyCalls.revoke)
  async revoke(input: RequestOf<typeof apiKeyCalls.revoke>, caller: Caller) {
    return this.keys.revoke(caller, input);
  }

  @RpcHandler(apiKeyCalls.checkDocs)
  async checkDocs(input: RequestOf<typeof apiKeyCalls.checkDocs>) {
    return this.verification.checkDocs(input);
  }
}
