import { Injectable } from '@nestjs/common';
import { activeSessionCalls, linkCalls, peopleCalls, signUpCalls, type Person, type ResponseOf } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of the {@link Directory} for constructors. */
export const DIRECTORY = Symbol('directory');

/** A mailed link as the auth service renders it. */
export type RenderedLink = ResponseOf<typeof linkCalls.render>;

/** With what and from where somebody signed in. */
export type SignInFacts = ResponseOf<typeof activeSessionCalls.describe>;

/** Somebody who signs up and is no user yet. */
export type SignUpRecipient = ResponseOf<typeof signUpCalls.recipient>;

/** What mails need to know and other services own. */
export interface Directory {
  /** By id; unknown ids are left out. */
  people(userIds: readonly string[]): Promise<Map<string, Person>>;
  /** Who may send invitations in an account. */
  managers(accountId: string): Promise<Person[]>;
  link(linkId: string): Promise<RenderedLink>;
  /** @throws AppError `not_found` */
  signIn(sessionId: string): Promise<SignInFacts>;
  /** @throws AppError `not_found` when it is out of date or confirmed */
  signUp(signUpId: string): Promise<SignUpRecipient>;
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

  signIn(sessionId: string): Promise<SignInFacts> {
    return this.rpc.call(activeSessionCalls.describe, { sessionId }, { timeoutMs });
  }

  signUp(signUpId: string): Promise<SignUpRecipient> {
    return this.rpc.call(signUpCalls.recipient, { signUpId }, { timeoutMs });
  }
}
