import { Controller } from '@nestjs/common';
import { routes, sessionCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { SignIns } from './sign-ins.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.createSession)
  async create({ body }: InputOf<typeof routes.createSession>, context: HttpContext) {
    this.signIns.guard(context);
    const device = this.signIns.deviceOf(context, body.deviceToken);
    const result = await this.client.call(sessionCalls.create, { ...body, ...device, origin: context.origin });
    return this.signIns.answer(result, context);
  }

  @HttpRoute(routes.refreshSession)
  async refresh({ body }: InputOf<typeof routes.refreshSession>, context: HttpContext) {
    return this.client.call(sessionCalls.refresh, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.reauthenticate)
  async reauthenticate({ body }: InputOf<typeof routes.reauthenticate>, context: HttpContext) {
    const proof = { ...body, renewsCookie: true as const, origin: context.origin };
    this.signIns.renewCookie(await this.client.call(sessionCalls.reauthenticate, proof), context);
  }

  @HttpRoute(routes.endSession)
  async end(_input: InputOf<typeof routes.endSession>, context: HttpContext) {
    await this.client.call(sessionCalls.end, {});
    this.signIns.clearCookie(context);
  }
}
