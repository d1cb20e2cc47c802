import { Controller } from '@nestjs/common';
import { routes, teamCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class TeamsController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.listTeams)
  async list({ query }: InputOf<typeof routes.listTeams>, _context: HttpContext) {
    return this.client.call(teamCalls.list, toWire(query));
  }
}
