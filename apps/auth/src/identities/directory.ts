import { Injectable } from '@nestjs/common';
import { peopleCalls, type Person } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of the {@link Directory} for constructors. */
export const DIRECTORY = Symbol('directory');

/** What the users service knows and decides. */
export interface Directory {
  /** Undefined for unknown ids; deleted people are known. */
  person(userId: string): Promise<Person | undefined>;
  mayManage(question: { accountId: string; actorId: string; targetId: string }): Promise<boolean>;
}

/** Asks the users service. */
@Injectable()
export class RpcDirectory implements Directory {
  constructor(private readonly rpc: RpcClient) {}

  async person(userId: string): Promise<Person | undefined> {
    const { people } = await this.rpc.call(peopleCalls.resolve, { userIds: [userId] });
    return people[0];
  }

  async mayManage(question: { accountId: string; actorId: string; targetId: string }): Promise<boolean> {
    const { allowed } = await this.rpc.call(peopleCalls.mayManage, question);
    return allowed;
  }
}
