import { Controller } from '@nestjs/common';
import { passkeyCalls, routes, twoFactorCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';

@Controller()
export class TwoFactorController {
  constructor(private readonly client: RpcClient) {}

  @HttpRoute(routes.getTwoFactor)
  async read(_input: InputOf<typeof routes.getTwoFactor>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.read, {});
  }

  @HttpRoute(routes.startTotp)
  async startTotp({ body }: InputOf<typeof routes.startTotp>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.startTotp, body);
  }

  @HttpRoute(routes.activateTotp)
  async activateTotp({ params, body }: InputOf<typeof routes.activateTotp>, context: HttpContext) {
    return this.client.call(twoFactorCalls.activateTotp, { ...params, ...body, origin: context.origin });
  }

  @HttpRoute(routes.passkeyOptions)
  async passkeyOptions(_input: InputOf<typeof routes.passkeyOptions>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.passkeyOptions, {});
  }

  @HttpRoute(routes.registerPasskey)
  async registerPasskey({ body }: InputOf<typeof routes.registerPasskey>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.registerPasskey, body);
  }

  @HttpRoute(routes.renewRecoveryCodes)
  async renewCodes(_input: InputOf<typeof routes.renewRecoveryCodes>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.renewCodes, {});
  }

  @HttpRoute(routes.acknowledgeRecoveryCodes)
  async acknowledgeCodes(_input: InputOf<typeof routes.acknowledgeRecoveryCodes>, _context: HttpContext) {
    await this.client.call(twoFactorCalls.acknowledgeCodes, {});
  }

  @HttpRoute(routes.renameFactor)
  async rename({ params, body }: InputOf<typeof routes.renameFactor>, _context: HttpContext) {
    return this.client.call(twoFactorCalls.rename, { ...params, ...body });
  }

  @HttpRoute(routes.removeFactor)
  async remove({ params }: InputOf<typeof routes.removeFactor>, _context: HttpContext) {
    await this.client.call(twoFactorCalls.remove, params);
  }

  @HttpRoute(routes.passkeyProofOptions)
  async proofOptions(_input: InputOf<typeof routes.passkeyProofOptions>, _context: HttpContext) {
    return this.client.call(passkeyCalls.proofOptions, {});
  }

  @HttpRoute(routes.getUserTwoFactor)
  async status({ params }: InputOf<typeof routes.getUserTwoFactor>, context: HttpContext) {
    return this.client.call(twoFactorCalls.status, { userId: context.userId(params.id) });
  }

  @HttpRoute(routes.resetUserTwoFactor)
  async reset({ params }: InputOf<typeof routes.resetUserTwoFactor>, context: HttpContext) {
    await this.client.call(twoFactorCalls.reset, { userId: context.userId(params.id) });
  }
}
