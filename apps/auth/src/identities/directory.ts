import { Injectable } from '@nestjs/common';
import { peopleCalls, type Person } from '#contracts';
import { Gather } from '#pacing';
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
  // A burst of events about people asks once for all of them.
  private readonly people = new Gather<Person>(async (userIds) => {
    const { people } = await this.rpc.call(peopleCalls.resolve, { userIds });
    return new Map(people.map((person) => [person.id, person]));
  }, 100);

  constructor(private readonly rpc: RpcClient) {}

  person(userId: string): Promise<Person | undefined> {
    return this.people.of(userId);
  }

  async mayManage(question: { accountId: string; actorId: string; targetId: string }): Promise<boolean> {
    const { allowed } = await this.rpc.call(peopleCalls.mayManage, question);
    return allowed;
  }
}
