import { Controller } from '@nestjs/common';
import { signUpCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { SignUpConfirmationsService } from './sign-up-confirmations.service.js';
import { SignUpRequestsService } from './sign-up-requests.service.js';

@Controller()
export class SignUpsController {
  constructor(
    private readonly requests: SignUpRequestsService,
    private readonly confirmations: SignUpConfirmationsService,
  ) {}

  @RpcHandler(signUpCalls.request)
  async request(input: RequestOf<typeof signUpCalls.request>) {
    return this.requests.request(input);
  }

  @RpcHandler(signUpCalls.confirm)
  async confirm(input: RequestOf<typeof signUpCalls.confirm>) {
    return this.confirmations.confirm(input);
  }

  @RpcHandler(signUpCalls.recipient)
  async recipient({ signUpId }: RequestOf<typeof signUpCalls.recipient>) {
    return this.requests.recipient(signUpId);
  }
}
