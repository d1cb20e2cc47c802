import { Controller } from '@nestjs/common';
import { invitationCalls, routes, userCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { SignIns } from '../sessions/sign-ins.js';

@Controller()
export class InvitationsController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.lookupInvitation)
  async lookup({ body }: InputOf<typeof routes.lookupInvitation>, context: HttpContext) {
    return this.client.call(invitationCalls.lookup, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.acceptInvitation)
  async accept({ body }: InputOf<typeof routes.acceptInvitation>, context: HttpContext) {
    this.signIns.guard(context);
    const result = await this.client.call(invitationCalls.accept, { ...body, origin: context.origin });
    const { timezone, timeFormat } = body;
    const chosen = { ...(timezone ? { timezone } : {}), ...(timeFormat ? { timeFormat } : {}) };
    const invitationVersion = result.status === 'signed_in' ? result.invitationVersion : undefined;
    const arrival = { ...chosen, ...(invitationVersion === undefined ? {} : { invitationVersion }) };
    return this.signIns.answer(result, context, async (callerToken) => {
      const { me } = await this.client.call(userCalls.arrive, arrival, { callerToken });
      return me;
    });
  }

  @HttpRoute(routes.renewInvitation)
  async renew({ body }: InputOf<typeof routes.renewInvitation>, context: HttpContext) {
    await this.client.call(invitationCalls.renew, { ...body, origin: context.origin });
  }
}
