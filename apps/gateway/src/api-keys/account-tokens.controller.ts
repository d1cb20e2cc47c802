import { Controller } from '@nestjs/common';
import { accountTokenCalls, apiKeyRoutes, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class AccountTokensController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(apiKeyRoutes.listAccountTokens)
  async list(_input: InputOf<typeof apiKeyRoutes.listAccountTokens>, _context: HttpContext) {
    return this.client.call(accountTokenCalls.list, {});
  }

  @HttpRoute(apiKeyRoutes.createAccountToken)
  async create({ body }: InputOf<typeof apiKeyRoutes.createAccountToken>, _context: HttpContext) {
    return this.client.call(accountTokenCalls.create, body);
  }

  @HttpRoute(apiKeyRoutes.rotateAccountToken)
  async rotate({ params, body }: InputOf<typeof apiKeyRoutes.rotateAccountToken>, _context: HttpContext) {
    return this.client.call(accountTokenCalls.rotate, { keyId: params.kid, ...body });
  }

  @HttpRoute(apiKeyRoutes.revokeAccountToken)
  async revoke({ params }: InputOf<typeof apiKeyRoutes.revokeAccountToken>, _context: HttpContext) {
    await this.client.call(accountTokenCalls.revoke, { keyId: params.kid });
  }

  @HttpRoute(apiKeyRoutes.setTokenGuardian)
  async setGuardian({ params, body }: InputOf<typeof apiKeyRoutes.setTokenGuardian>, _context: HttpContext) {
    return this.client.call(accountTokenCalls.setGuardian, { keyId: params.kid, ...body });
  }
}
