import { Controller } from '@nestjs/common';
import { placesRoutes as routes, userAccessCalls as calls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class UserAccessController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.getUserMailboxes)
  async mailboxes({ params }: InputOf<typeof routes.getUserMailboxes>, context: HttpContext) {
    const { items, version } = await this.client.call(calls.mailboxes, { userId: context.userId(params.id) });
    context.etag(version);
    return { items };
  }

  @HttpRoute(routes.setUserMailboxes)
  async setMailboxes({ params, body }: InputOf<typeof routes.setUserMailboxes>, context: HttpContext) {
    const { items, version } = await this.client.call(calls.setMailboxes, {
      userId: context.userId(params.id),
      ...body,
      ...context.expected,
    });
    context.etag(version);
    return { items };
  }

  @HttpRoute(routes.getUserTeams)
  async teams({ params }: InputOf<typeof routes.getUserTeams>, context: HttpContext) {
    const { teamIds, version } = await this.client.call(calls.teams, { userId: context.userId(params.id) });
    context.etag(version);
    return { teamIds };
  }

  @HttpRoute(routes.setUserTeams)
  async setTeams({ params, body }: InputOf<typeof routes.setUserTeams>, context: HttpContext) {
    const { teamIds, version } = await this.client.call(calls.setTeams, {
      userId: context.userId(params.id),
      ...body,
      ...context.expected,
    });
    context.etag(version);
    return { teamIds };
  }

  @HttpRoute(routes.explainAccess)
  async explain({ params, query }: InputOf<typeof routes.explainAccess>, context: HttpContext) {
    return this.client.call(calls.explain, { userId: context.userId(params.id), ...query });
  }
}
