import { Controller } from '@nestjs/common';
import { activeSessionCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';
import { SignIns } from '../sessions/sign-ins.js';

@Controller()
export class ActiveSessionsController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.listSessions)
  async list({ params, query }: InputOf<typeof routes.listSessions>, context: HttpContext) {
    return this.client.call(activeSessionCalls.list, { ...toWire(query), userId: context.userId(params.id) });
  }

  @HttpRoute(routes.revokeSession)
  async revoke({ params }: InputOf<typeof routes.revokeSession>, context: HttpContext) {
    const [userId, sessionId] = [context.userId(params.id), params.sid];
    await this.client.call(activeSessionCalls.revoke, { userId, sessionId });
    if (sessionId === context.caller.sid) this.signIns.clearCookie(context);
  }

  @HttpRoute(routes.revokeOtherSessions)
  async revokeOthers({ params }: InputOf<typeof routes.revokeOtherSessions>, context: HttpContext) {
    await this.client.call(activeSessionCalls.revokeOthers, { userId: context.userId(params.id) });
  }
}
