import { Controller } from '@nestjs/common';
import { lifecycleCalls, routes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { DeletionPreviews } from './deletion-previews.service.js';
import { toWire } from '../http/wire-query.js';

@Controller()
export class LifecycleController {
  constructor(
    private readonly client: RpcClient,
    private readonly previews: DeletionPreviews,
  ) {}

  @HttpRoute(routes.suspendUser)
  async suspend({ params, body }: InputOf<typeof routes.suspendUser>, context: HttpContext) {
    const userId = context.userId(params.id);
    const { user, version } = await this.client.call(lifecycleCalls.suspend, { ...body, userId });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.liftSuspension)
  async liftSuspension({ params }: InputOf<typeof routes.liftSuspension>, context: HttpContext) {
    const userId = context.userId(params.id);
    const { user, version } = await this.client.call(lifecycleCalls.liftSuspension, { userId });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.previewDeletion)
  async previewDeletion({ params }: InputOf<typeof routes.previewDeletion>, context: HttpContext) {
    return this.previews.of(context.userId(params.id));
  }

  @HttpRoute(routes.deleteUser)
  async delete({ params, body }: InputOf<typeof routes.deleteUser>, context: HttpContext) {
    return this.client.call(lifecycleCalls.delete, { ...body, userId: context.userId(params.id) });
  }

  @HttpRoute(routes.restoreUser)
  async restore({ params, body }: InputOf<typeof routes.restoreUser>, context: HttpContext) {
    const userId = context.userId(params.id);
    const { user, version } = await this.client.call(lifecycleCalls.restore, { ...body, userId });
    context.etag(version);
    return user;
  }

  @HttpRoute(routes.eraseUser)
  async erase({ params, body }: InputOf<typeof routes.eraseUser>, context: HttpContext) {
    return this.client.call(lifecycleCalls.erase, { ...body, userId: context.userId(params.id) });
  }

  @HttpRoute(routes.listDeletedUsers)
  async listDeleted({ query }: InputOf<typeof routes.listDeletedUsers>, _context: HttpContext) {
    return this.client.call(lifecycleCalls.listDeleted, toWire(query));
  }

  @HttpRoute(routes.resolveDirectory)
  async resolveDirectory({ query }: InputOf<typeof routes.resolveDirectory>, _context: HttpContext) {
    return this.client.call(lifecycleCalls.directory, { ids: query.ids });
  }
}
