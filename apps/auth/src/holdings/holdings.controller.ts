import { Controller } from '@nestjs/common';
import { holdingCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { HoldingsService } from './holdings.service.js';

@Controller()
export class HoldingsController {
  constructor(private readonly holdings: HoldingsService) {}

  @RpcHandler(holdingCalls.credentials)
  async credentials({ userId }: RequestOf<typeof holdingCalls.credentials>, caller: Caller) {
    return this.holdings.credentials(caller, userId);
  }
}
