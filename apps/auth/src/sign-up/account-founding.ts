import { Injectable } from '@nestjs/common';
import { accountCalls, type RequestInputOf } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of {@link AccountFounding} for constructors. */
export const FOUNDING = Symbol('account founding');

/** How accounts come to be: the users service makes them, as often as it is asked with the same ids, once. */
export interface AccountFounding {
  /** @throws AppError `email_taken` */
  found(wanted: RequestInputOf<typeof accountCalls.found>): Promise<void>;
}

/** Asks the users service. */
@Injectable()
export class RpcAccountFounding implements AccountFounding {
  constructor(private readonly rpc: RpcClient) {}

  async found(wanted: RequestInputOf<typeof accountCalls.found>): Promise<void> {
    await this.rpc.call(accountCalls.found, wanted);
  }
}
