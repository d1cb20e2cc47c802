import { Controller } from '@nestjs/common';
import { passkeyCalls, secondFactorCalls, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { EnrolmentService } from './enrolment.service.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { SecondFactorService } from './second-factor.service.js';

type Calls = typeof secondFactorCalls;

/** For people who are not signed in yet. */
@Controller()
export class SecondFactorController {
  constructor(
    private readonly secondFactor: SecondFactorService,
    private readonly enrolment: EnrolmentService,
    private readonly passkeys: PasskeySignInService,
  ) {}

  @RpcHandler(secondFactorCalls.complete)
  async complete(input: RequestOf<Calls['complete']>) {
    return this.secondFactor.complete(input);
  }

  @RpcHandler(secondFactorCalls.passkeyOptions)
  async passkeyOptions(input: RequestOf<Calls['passkeyOptions']>) {
    return this.secondFactor.passkeyOptions(input);
  }

  @RpcHandler(secondFactorCalls.startTotp)
  async startTotp(input: RequestOf<Calls['startTotp']>) {
    return this.enrolment.startTotp(input);
  }

  @RpcHandler(secondFactorCalls.activateTotp)
  async activateTotp(input: RequestOf<Calls['activateTotp']>) {
    return this.enrolment.activateTotp(input);
  }

  @RpcHandler(secondFactorCalls.startPasskey)
  async startPasskey(input: RequestOf<Calls['startPasskey']>) {
    return this.enrolment.startPasskey(input);
  }

  @RpcHandler(secondFactorCalls.registerPasskey)
  async registerPasskey(input: RequestOf<Calls['registerPasskey']>) {
    return this.enrolment.registerPasskey(input);
  }

  @RpcHandler(passkeyCalls.signInOptions)
  async signInOptions(input: RequestOf<typeof passkeyCalls.signInOptions>) {
    return this.passkeys.options(input);
  }

  @RpcHandler(passkeyCalls.signIn)
  async signIn(input: RequestOf<typeof passkeyCalls.signIn>) {
    return this.passkeys.signIn(input);
  }
}
