import { Injectable } from '@nestjs/common';
import { linkCalls, peopleCalls, type Person, type ResponseOf } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of the {@link Directory} for constructors. */
export const DIRECTORY = Symbol('directory');

/** A mailed link as the auth service renders it. */
export type RenderedLink = ResponseOf<typeof linkCalls.render>;

/** What mails need to know and other services own. */
export interface Directory {
  /** By id; unknown ids are left out. */
  people(userIds: readonly string[]): Promise<Map<string, Person>>;
  /** Who may send invitations in an account. */
  managers(accountId: string): Promise<Person[]>;
  link(linkId: string): Promise<RenderedLink>;
}

// A sender that is asked to stop has ten seconds in all.
const timeoutMs = 2_500;

/** Asks the users and auth services. */
@Injectable()
export class RpcDirectory implements Directory {
  constructor(private readonly rpc: RpcClient) {}

  async people(userIds: readonly string[]): Promise<Map<string, Person>> {
    const { people } = await this.rpc.call(peopleCalls.resolve, { userIds: [...new Set(userIds)] }, { timeoutMs });
    return new Map(people.map((person) => [person.id, person]));
  }

  async managers(accountId: string): Promise<Person[]> {
    const { people } = await this.rpc.call(peopleCalls.managers, { accountId }, { timeoutMs });
    return people;
  }

  link(linkId: string): Promise<RenderedLink> {
    return this.rpc.call(linkCalls.render, { linkId }, { timeoutMs });
  }
}
