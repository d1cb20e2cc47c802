import { Controller } from '@nestjs/common';
import { bulkCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { LongRequests } from '../http/long-requests.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class BulkController {
  constructor(
    private readonly client: RpcClient,
    private readonly long: LongRequests,
  ) {}

  @HttpRoute(routes.exportUsers)
  async exportUsers({ query }: InputOf<typeof routes.exportUsers>, context: HttpContext): Promise<void> {
    await this.long.download(context, 'users.csv', (cursor) =>
      this.client.call(bulkCalls.exportUsers, { ...toWire(query), ...(cursor === undefined ? {} : { cursor }) }),
    );
  }

  @HttpRoute(routes.inviteMany)
  async invite({ body }: InputOf<typeof routes.inviteMany>, _context: HttpContext) {
    return this.client.call(bulkCalls.inviteMany, body);
  }
}
