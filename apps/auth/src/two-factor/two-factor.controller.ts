import { Controller } from '@nestjs/common';
import { passkeyCalls, twoFactorCalls, type Caller, type RequestOf } from '#contracts';
import { RpcHandler } from '#rpc';
import { SecretCommands } from '../keys/secret-commands.js';
import { FactorResetService } from './factor-reset.service.js';
import { PasskeySignInService } from './passkey-sign-in.service.js';
import { TwoFactorService } from './two-factor.service.js';

type Calls = typeof twoFactorCalls;

@Controller()
export class TwoFactorController {
  constructor(
    private readonly own: TwoFactorService,
    private readonly resets: FactorResetService,
    private readonly passkeys: PasskeySignInService,
    private readonly commands: SecretCommands,
  ) {}

  @RpcHandler(twoFactorCalls.read)
  async read(_input: RequestOf<Calls['read']>, caller: Caller) {
    return this.own.read(caller);
  }

  @RpcHandler(twoFactorCalls.startTotp)
  async startTotp(input: RequestOf<Calls['startTotp']>, caller: Caller) {
    return this.commands.once(twoFactorCalls.startTotp, caller, input, () => this.own.startTotp(caller, input));
  }

  @RpcHandler(twoFactorCalls.activateTotp)
  async activateTotp(input: RequestOf<Calls['activateTotp']>, caller: Caller) {
    return this.own.activateTotp(caller, input);
  }

  @RpcHandler(twoFactorCalls.passkeyOptions)
  async passkeyOptions(_input: RequestOf<Calls['passkeyOptions']>, caller: Caller) {
    return this.own.passkeyOptions(caller);
  }

  @RpcHandler(twoFactorCalls.registerPasskey)
  async registerPasskey(input: RequestOf<Calls['registerPasskey']>, caller: Caller) {
    return this.commands.once(twoFactorCalls.registerPasskey, caller, input, () =>
      this.own.registerPasskey(caller, input),
    );
  }

  @RpcHandler(twoFactorCalls.renewCodes)
  async renewCodes(input: RequestOf<Calls['renewCodes']>, caller: Caller) {
    return this.commands.once(twoFactorCalls.renewCodes, caller, input, () => this.own.renewCodes(caller));
  }

  @RpcHandler(twoFactorCalls.acknowledgeCodes)
  async acknowledgeCodes(_input: RequestOf<Calls['acknowledgeCodes']>, caller: Caller) {
    return this.own.acknowledgeCodes(caller);
  }

  @RpcHandler(twoFactorCalls.rename)
  async rename(input: RequestOf<Calls['rename']>, caller: Caller) {
    return this.own.rename(caller, input);
  }

  @RpcHandler(twoFactorCalls.remove)
  async remove({ id }: RequestOf<Calls['remove']>, caller: Caller) {
    return this.own.remove(caller, id);
  }

  @RpcHandler(twoFactorCalls.status)
  async status({ userId }: RequestOf<Calls['status']>, caller: Caller) {
    return this.resets.status(caller, userId);
  }

  @RpcHandler(twoFactorCalls.reset)
  async reset({ userId }: RequestOf<Calls['reset']>, caller: Caller) {
    return this.resets.reset(caller, userId);
  }

  @RpcHandler(passkeyCalls.proofOptions)
  async proofOptions(_input: RequestOf<typeof passkeyCalls.proofOptions>, caller: Caller) {
    return this.passkeys.proofOptions(caller);
  }
}
