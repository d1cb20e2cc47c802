import { Injectable } from '@nestjs/common';
import {
  activeSessionCalls,
  confirmationCalls,
  linkCalls,
  peopleCalls,
  signUpCalls,
  type Person,
  type ResponseOf,
} from '#contracts';
import { AppError } from '#errors';
import { RpcClient } from '#rpc';

/** Token of the {@link Directory} for constructors. */
export const DIRECTORY = Symbol('directory');

/** A mailed link as the auth service renders it. */
export type RenderedLink = ResponseOf<typeof linkCalls.render>;

/** Where a mail about a confirmation goes. */
export type ConfirmationAddress = ResponseOf<typeof confirmationCalls.address>;
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
  /** Undefined when nothing waits there any more. */
  confirmationAddress(
    purpose: 'email_change' | 'auto_bcc',
    subjectId: string,
  ): Promise<ConfirmationAddress | undefined>;
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

  async confirmationAddress(
    purpose: 'email_change' | 'auto_bcc',
    subjectId: string,
  ): Promise<ConfirmationAddress | undefined> {
    try {
      return await this.rpc.call(confirmationCalls.address, { purpose, subjectId }, { timeoutMs });
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return undefined;
      throw error;
    }
  }

  signIn(sessionId: string): Promise<SignInFacts> {
    return this.rpc.call(activeSessionCalls.describe, { sessionId }, { timeoutMs });
  }

  signUp(signUpId: string): Promise<SignUpRecipient> {
    return this.rpc.call(signUpCalls.recipient, { signUpId }, { timeoutMs });
  }
}
