import { Controller } from '@nestjs/common';
import { passwordCalls, passwordResetCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { SignIns } from '../sessions/sign-ins.js';

@Controller()
export class RecoveryController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.requestPasswordReset)
  async request({ body }: InputOf<typeof routes.requestPasswordReset>, context: HttpContext) {
    await this.client.call(passwordResetCalls.request, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.lookupPasswordReset)
  async lookup({ body }: InputOf<typeof routes.lookupPasswordReset>, context: HttpContext) {
    return this.client.call(passwordResetCalls.lookup, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.completePasswordReset)
  async complete({ body }: InputOf<typeof routes.completePasswordReset>, context: HttpContext) {
    await this.client.call(passwordResetCalls.complete, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.sendPasswordReset)
  async send({ params }: InputOf<typeof routes.sendPasswordReset>, context: HttpContext) {
    await this.client.call(passwordResetCalls.send, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.changeMyPassword)
  async change({ body }: InputOf<typeof routes.changeMyPassword>, context: HttpContext) {
    const change = { ...body, renewsCookie: true as const, origin: context.origin };
    this.signIns.renewCookie(await this.client.call(passwordCalls.change, change), context);
  }
}
