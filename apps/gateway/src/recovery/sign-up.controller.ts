import { Controller } from '@nestjs/common';
import { routes, signUpCalls, type InputOf } from '#contracts';
import { RpcClient } from '#rpc';
import type { HttpContext } from '../http/http-context.js';
import { HttpRoute } from '../http/http-route.js';
import { SignIns } from '../sessions/sign-ins.js';

@Controller()
export class SignUpController {
  constructor(
    private readonly client: RpcClient,
    private readonly signIns: SignIns,
  ) {}

  @HttpRoute(routes.signUp)
  async request({ body }: InputOf<typeof routes.signUp>, context: HttpContext) {
    await this.client.call(signUpCalls.request, { ...body, origin: context.origin });
  }

  @HttpRoute(routes.confirmSignUp)
  async confirm({ body }: InputOf<typeof routes.confirmSignUp>, context: HttpContext) {
    this.signIns.guard(context);
    const result = await this.client.call(signUpCalls.confirm, { ...body, origin: context.origin });
    return this.signIns.answer(result, context);
  }
}
