import { Controller } from '@nestjs/common';
import { mailboxCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class MailboxesController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.listMailboxes)
  async list({ query }: InputOf<typeof routes.listMailboxes>, _context: HttpContext) {
    return this.client.call(mailboxCalls.list, toWire(query));
  }
}
