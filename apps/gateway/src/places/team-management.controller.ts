import { Controller } from '@nestjs/common';
import { placesRoutes as routes, teamManagementCalls as calls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class TeamManagementController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.createTeam)
  async create({ body }: InputOf<typeof routes.createTeam>, context: HttpContext) {
    const { team, version } = await this.client.call(calls.create, body);
    context.etag(version);
    context.reply.header('location', `/v1/teams/${team.id}`);
    return team;
  }

  @HttpRoute(routes.getTeam)
  async get({ params }: InputOf<typeof routes.getTeam>, context: HttpContext) {
    const { team, version } = await this.client.call(calls.get, { teamId: params.id });
    context.etag(version);
    return team;
  }

  @HttpRoute(routes.updateTeam)
  async update({ params, body: changes }: InputOf<typeof routes.updateTeam>, context: HttpContext) {
    const { team, version } = await this.client.call(calls.update, {
      teamId: params.id,
      changes,
      ...context.expected,
    });
    context.etag(version);
    return team;
  }

  @HttpRoute(routes.deleteTeam)
  async delete({ params }: InputOf<typeof routes.deleteTeam>, _context: HttpContext) {
    await this.client.call(calls.delete, { teamId: params.id });
  }

  @HttpRoute(routes.previewTeamDeletion)
  async previewDeletion({ params }: InputOf<typeof routes.previewTeamDeletion>, _context: HttpContext) {
    return this.client.call(calls.deletionPreview, { teamId: params.id });
  }

  @HttpRoute(routes.listTeamMembers)
  async members({ params, query }: InputOf<typeof routes.listTeamMembers>, _context: HttpContext) {
    return this.client.call(calls.members, { teamId: params.id, ...toWire(query) });
  }

  @HttpRoute(routes.setTeamMembers)
  async setMembers({ params, body }: InputOf<typeof routes.setTeamMembers>, context: HttpContext) {
    const { team, version } = await this.client.call(calls.setMembers, {
      teamId: params.id,
      ...body,
      ...context.expected,
    });
    context.etag(version);
    return team;
  }

  @HttpRoute(routes.setTeamMailboxes)
  async setMailboxes({ params, body }: InputOf<typeof routes.setTeamMailboxes>, context: HttpContext) {
    const { team, version } = await this.client.call(calls.setMailboxes, {
      teamId: params.id,
      ...body,
      ...context.expected,
    });
    context.etag(version);
    return team;
  }
}
