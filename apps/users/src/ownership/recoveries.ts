import { Injectable } from '@nestjs/common';
import { recoveryCalls } from '#contracts';
import { RpcClient } from '#rpc';

export const RECOVERIES = Symbol('RECOVERIES');

/** What auth knows of how somebody came in. */
export interface Recoveries {
  /** When somebody last came in by less than what they knew and had; null: never. */
  last(person: { accountId: string; userId: string }): Promise<Date | null>;
}

@Injectable()
export class RpcRecoveries implements Recoveries {
  constructor(private readonly rpc: RpcClient) {}

  /** @throws AppError `unavailable` */
  async last(person: { accountId: string; userId: string }): Promise<Date | null> {
    const { at } = await this.rpc.call(recoveryCalls.last, person);
    return at === null ? null : new Date(at);
  }
}
