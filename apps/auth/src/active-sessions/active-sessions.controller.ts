import { Controller } from '@nestjs/common';
import { activeSessionCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { ActiveSessionsService } from './active-sessions.service.js';

@Controller()
export class ActiveSessionsController {
  constructor(private readonly sessions: ActiveSessionsService) {}

  @RpcHandler(activeSessionCalls.list)
  async list(input: RequestOf<typeof activeSessionCalls.list>, caller: Caller) {
    return this.sessions.list(caller, input);
  }

  @RpcHandler(activeSessionCalls.revoke)
  async revoke(input: RequestOf<typeof activeSessionCalls.revoke>, caller: Caller) {
    return this.sessions.revoke(caller, input);
  }

  @RpcHandler(activeSessionCalls.revokeOthers)
  async revokeOthers(input: RequestOf<typeof activeSessionCalls.revokeOthers>, caller: Caller) {
    return this.sessions.revokeOthers(caller, input);
  }

  @RpcHandler(activeSessionCalls.describe)
  async describe({ sessionId }: RequestOf<typeof activeSessionCalls.describe>) {
    return this.sessions.describe(sessionId);
  }
}
