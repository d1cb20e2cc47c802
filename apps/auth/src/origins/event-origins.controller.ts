import { Controller } from '@nestjs/common';
import { eventOriginCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { EventOrigins } from './event-origins.js';

@Controller()
export class EventOriginsController {
  constructor(private readonly origins: EventOrigins) {}

  @RpcHandler(eventOriginCalls.read)
  async read({ eventId }: RequestOf<typeof eventOriginCalls.read>) {
    return this.origins.read(eventId);
  }
}
