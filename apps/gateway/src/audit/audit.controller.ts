import { Controller } from '@nestjs/common';
import { auditCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { LongRequests } from '../http/long-requests.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class AuditController {
  constructor(
    private readonly client: RpcClient,
    private readonly long: LongRequests,
  ) {}

  @HttpRoute(routes.listAuditLog)
  async list({ query }: InputOf<typeof routes.listAuditLog>, _context: HttpContext) {
    return this.client.call(auditCalls.list, toWire(query));
  }

  @HttpRoute(routes.exportAuditLog)
  async export({ query }: InputOf<typeof routes.exportAuditLog>, context: HttpContext): Promise<void> {
    await this.long.download(context, 'audit-log.csv', (cursor) =>
      this.client.call(auditCalls.export, { ...query, ...(cursor === undefined ? {} : { cursor }) }),
    );
  }

  @HttpRoute(routes.listActivity)
  async activity({ params, query }: InputOf<typeof routes.listActivity>, context: HttpContext) {
    return this.client.call(auditCalls.activity, { ...query, userId: context.userId(params.id) });
  }
}
