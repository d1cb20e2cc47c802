import { Controller } from '@nestjs/common';
import { emailChangeCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class EmailChangesController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.changeMyEmail)
  async changeMine({ body }: InputOf<typeof routes.changeMyEmail>, context: HttpContext) {
    return this.client.call(emailChangeCalls.request, { userId: context.caller.sub, ...body });
  }

  @HttpRoute(routes.getMyEmailChange)
  async getMine(_input: InputOf<typeof routes.getMyEmailChange>, context: HttpContext) {
    return this.client.call(emailChangeCalls.get, { userId: context.caller.sub });
  }

  @HttpRoute(routes.cancelMyEmailChange)
  async cancelMine(_input: InputOf<typeof routes.cancelMyEmailChange>, context: HttpContext) {
    await this.client.call(emailChangeCalls.cancel, { userId: context.caller.sub });
  }

  @HttpRoute(routes.changeUserEmail)
  async change({ params, body }: InputOf<typeof routes.changeUserEmail>, context: HttpContext) {
    return this.client.call(emailChangeCalls.request, { userId: context.userId(params.id), ...body });
  }

  @HttpRoute(routes.getUserEmailChange)
  async get({ params }: InputOf<typeof routes.getUserEmailChange>, context: HttpContext) {
    return this.client.call(emailChangeCalls.get, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.cancelUserEmailChange)
  async cancel({ params }: InputOf<typeof routes.cancelUserEmailChange>, context: HttpContext) {
    await this.client.call(emailChangeCalls.cancel, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.confirmEmailChange)
  async confirm({ body }: InputOf<typeof routes.confirmEmailChange>, context: HttpContext) {
    await this.client.call(emailChangeCalls.confirm, { ...body, origin: context.origin });
  }
}
