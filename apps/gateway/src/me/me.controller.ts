import { Controller } from '@nestjs/common';
import { routes, userCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { MeCache } from './me-cache.js';

@Controller()
export class MeController {
  constructor(
    private readonly client: RpcClient,
    private readonly cache: MeCache,
  ) {}

  @HttpRoute(routes.getMe)
  async read(_input: InputOf<typeof routes.getMe>, context: HttpContext) {
    const { me, version } = await this.cache.read(context.caller);
    context.etag(version);
    return me;
  }

  @HttpRoute(routes.updateMe)
  async update({ body: changes }: InputOf<typeof routes.updateMe>, context: HttpContext) {
    const { expectedVersion } = context;
    const { user, version } = await this.client.call(userCalls.update, {
      userId: context.caller.sub,
      changes,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.getMyAccess)
  async access(_input: InputOf<typeof routes.getMyAccess>, _context: HttpContext) {
    return this.client.call(userCalls.access, {});
  }
}
