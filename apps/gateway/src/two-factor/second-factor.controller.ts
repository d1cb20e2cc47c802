import { Controller } from '@nestjs/common';
import { passkeyCalls, routes, secondFactorCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { SignIns } from '../sessions/sign-ins.js';

/** What finishes a sign-in after the password, or begins one without it. */
@Controller()
export class SecondFactorController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.completeSecondFactor)
  async complete({ body }: InputOf<typeof routes.completeSecondFactor>, context: HttpContext) {
    this.signIns.guard(context);
    const result = await this.client.call(secondFactorCalls.complete, { ...body, origin: context.origin });
    return this.signIns.signedIn(result, context);
  }

  @HttpRoute(routes.secondFactorPasskeyOptions)
  async passkeyOptions({ body }: InputOf<typeof routes.secondFactorPasskeyOptions>, context: HttpContext) {
    return this.client.call(secondFactorCalls.passkeyOptions, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.passkeySignInOptions)
  async signInOptions(_input: InputOf<typeof routes.passkeySignInOptions>, context: HttpContext) {
    return this.client.call(passkeyCalls.signInOptions, { origin: context.origin });
  }

  @HttpRoute(routes.signInByPasskey)
  async signIn({ body }: InputOf<typeof routes.signInByPasskey>, context: HttpContext) {
    this.signIns.guard(context);
    const result = await this.client.call(passkeyCalls.signIn, { ...body, origin: context.origin });
    return this.signIns.signedIn(result, context);
  }

  @HttpRoute(routes.enrolTotp)
  async startTotp({ body }: InputOf<typeof routes.enrolTotp>, context: HttpContext) {
    return this.client.call(secondFactorCalls.startTotp, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.activateEnrolledTotp)
  async activateTotp({ params, body }: InputOf<typeof routes.activateEnrolledTotp>, context: HttpContext) {
    this.signIns.guard(context);
    const input = { ...params, ...body, origin: context.origin };
    return this.signIns.enrolled(await this.client.call(secondFactorCalls.activateTotp, input), context);
  }

  @HttpRoute(routes.enrolPasskey)
  async startPasskey({ body }: InputOf<typeof routes.enrolPasskey>, context: HttpContext) {
    return this.client.call(secondFactorCalls.startPasskey, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.registerEnrolledPasskey)
  async registerPasskey({ body }: InputOf<typeof routes.registerEnrolledPasskey>, context: HttpContext) {
    this.signIns.guard(context);
    const input = { ...body, origin: context.origin };
    return this.signIns.enrolled(await this.client.call(secondFactorCalls.registerPasskey, input), context);
  }
}
