import { Controller } from '@nestjs/common';
import { teamCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { TeamsService } from './teams.service.js';

@Controller()
export class TeamsController {
  constructor(private readonly teams: TeamsService) {}

  @RpcHandler(teamCalls.list)
  async list(input: RequestOf<typeof teamCalls.list>, caller: Caller) {
    return this.teams.list(caller, input);
  }
}
