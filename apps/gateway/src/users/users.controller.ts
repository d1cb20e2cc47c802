import { Controller } from '@nestjs/common';
import { routes, userCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class UsersController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.listUsers)
  async list({ query }: InputOf<typeof routes.listUsers>, context: HttpContext) {
    return context.relay(await this.client.relay(userCalls.list, toWire(query)));
  }

  @HttpRoute(routes.getSeats)
  async seats(_input: InputOf<typeof routes.getSeats>, _context: HttpContext) {
    return this.client.call(userCalls.seats, {});
  }

  @HttpRoute(routes.createUser)
  async create({ body }: InputOf<typeof routes.createUser>, context: HttpContext) {
    const { user, version } = await this.client.call(userCalls.create, body);
    context.etag(version);
    context.reply.header('location', `/v1/users/${user.id}`);
    return user;
  }

  @HttpRoute(routes.getUser)
  async get({ params }: InputOf<typeof routes.getUser>, context: HttpContext) {
    const { user, version } = await this.client.call(userCalls.get, { userId: context.userId(params.id) });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.updateUser)
  async update({ params, body: changes }: InputOf<typeof routes.updateUser>, context: HttpContext) {
    const { expectedVersion } = context;
    const { user, version } = await this.client.call(userCalls.update, {
      userId: context.userId(params.id),
      changes,
      ...(expectedVersion === undefined ? {} : { expectedVersion }),
    });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.inviteUser)
  async invite({ params }: InputOf<typeof routes.inviteUser>, context: HttpContext) {
    const { user } = await this.client.call(userCalls.invite, { userId: context.userId(params.id) });
    return user;
  }

  @HttpRoute(routes.revokeInvitation)
  async revokeInvitation({ params }: InputOf<typeof routes.revokeInvitation>, context: HttpContext) {
    const userId = context.userId(params.id);
    const { user, version } = await this.client.call(userCalls.revokeInvitation, { userId });
    context.etag(version);
    return user;
  }
}
