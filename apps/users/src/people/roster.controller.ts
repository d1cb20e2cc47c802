import { Controller } from '@nestjs/common';
import { rosterCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { RosterService } from './roster.service.js';

/** What internal services of others ask. */
@Controller()
export class RosterController {
  constructor(private readonly roster: RosterService) {}

  @RpcHandler(rosterCalls.names)
  names(input: RequestOf<typeof rosterCalls.names>) {
    return this.roster.names(input);
  }

  @RpcHandler(rosterCalls.page)
  page(input: RequestOf<typeof rosterCalls.page>) {
    return this.roster.page(input);
  }
}
