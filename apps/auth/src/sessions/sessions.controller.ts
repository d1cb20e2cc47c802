import { Controller } from '@nestjs/common';
import { sessionCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { OwnSessionService } from './own-session.service.js';
import { RefreshService } from './refresh.service.js';
import { SignInService } from './sign-in.service.js';
import { VerificationService } from './verification.service.js';

@Controller()
export class SessionsController {
  constructor(
    private readonly signIns: SignInService,
    private readonly verification: VerificationService,
    private readonly refreshes: RefreshService,
    private readonly own: OwnSessionService,
  ) {}

  @RpcHandler(sessionCalls.create)
  async create(input: RequestOf<typeof sessionCalls.create>) {
    return this.signIns.signIn(input);
  }

  @RpcHandler(sessionCalls.verify)
  async verify(input: RequestOf<typeof sessionCalls.verify>) {
    return this.verification.verify(input);
  }

  @RpcHandler(sessionCalls.refresh)
  async refresh(input: RequestOf<typeof sessionCalls.refresh>) {
    return this.refreshes.refresh(input);
  }

  @RpcHandler(sessionCalls.end)
  async end(_input: RequestOf<typeof sessionCalls.end>, caller: Caller) {
    return this.own.signOut(caller);
  }

  @RpcHandler(sessionCalls.reauthenticate)
  async reauthenticate(input: RequestOf<typeof sessionCalls.reauthenticate>, caller: Caller) {
    return this.own.reauthenticate(caller, input);
  }
}
