import { Controller } from '@nestjs/common';
import { autoBccCalls, notificationPreferenceCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

/** What a user is notified of, and who gets blind copies. */
@Controller()
export class SettingsController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.getNotifications)
  async notifications({ params }: InputOf<typeof routes.getNotifications>, context: HttpContext) {
    return this.client.call(notificationPreferenceCalls.get, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.setNotifications)
  async setNotifications({ params, body }: InputOf<typeof routes.setNotifications>, context: HttpContext) {
    return this.client.call(notificationPreferenceCalls.set, { userId: context.userId(params.id), ...body });
  }

  @HttpRoute(routes.getAutoBcc)
  async autoBcc({ params }: InputOf<typeof routes.getAutoBcc>, context: HttpContext) {
    return this.client.call(autoBccCalls.get, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.setAutoBcc)
  async setAutoBcc({ params, body }: InputOf<typeof routes.setAutoBcc>, context: HttpContext) {
    return this.client.call(autoBccCalls.set, { userId: context.userId(params.id), ...body });
  }

  @HttpRoute(routes.confirmAutoBcc)
  async confirmAutoBcc({ body }: InputOf<typeof routes.confirmAutoBcc>, context: HttpContext) {
    await this.client.call(autoBccCalls.confirm, { ...body, origin: context.origin });
  }
}
