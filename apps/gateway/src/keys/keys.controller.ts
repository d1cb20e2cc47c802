import { Controller } from '@nestjs/common';
import { keyCalls, keyRoutes, keySetMaxAgeSeconds, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class KeysController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(keyRoutes.getKeySet)
  async keySet(_input: InputOf<typeof keyRoutes.getKeySet>, { reply }: HttpContext) {
    const keys = await this.client.call(keyCalls.published, {});
    reply.header('cache-control', `public, max-age=${keySetMaxAgeSeconds}`);
    return keys;
  }
}
