import { Controller } from '@nestjs/common';
import { apiKeyCalls, apiKeyRoutes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class ApiKeysController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(apiKeyRoutes.listApiKeys)
  async list({ params }: InputOf<typeof apiKeyRoutes.listApiKeys>, context: HttpContext) {
    return this.client.call(apiKeyCalls.list, { userId: context.userId(params.id) });
  }

  @HttpRoute(apiKeyRoutes.createApiKey)
  async create({ params, body }: InputOf<typeof apiKeyRoutes.createApiKey>, context: HttpContext) {
    return this.client.call(apiKeyCalls.create, { userId: context.userId(params.id), ...body });
  }

  @HttpRoute(apiKeyRoutes.rotateApiKey)
  async rotate({ params, body }: InputOf<typeof apiKeyRoutes.rotateApiKey>, context: HttpContext) {
    return this.client.call(apiKeyCalls.rotate, { userId: context.userId(params.id), keyId: params.kid, ...body });
  }

  @HttpRoute(apiKeyRoutes.revokeApiKey)
  async revoke({ params }: InputOf<typeof apiKeyRoutes.revokeApiKey>, context: HttpContext) {
    await this.client.call(apiKeyCalls.revoke, { userId: context.userId(params.id), keyId: params.kid });
  }
}
