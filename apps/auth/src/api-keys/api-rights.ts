import { Injectable } from '@nestjs/common';
import { apiDecisionCalls, peopleCalls, type ApiRefusal } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of the {@link ApiRights} for constructors. */
export const API_RIGHTS = Symbol('api rights');

/** What the users service decides about keys. Asked each time: gateways remember an answer for 5 seconds at most. */
export interface ApiRights {
  /** Why this person may not use a key made at `since` now; null when they may. */
  refusal(question: { accountId: string; userId: string; since?: Date }): Promise<ApiRefusal | null>;
  /** Why `actorId` may not keep tokens of the account, or not with this guardian; null when they may. */
  tokenRefusal(question: { accountId: string; actorId: string; guardianId: string | null }): Promise<ApiRefusal | null>;
  /** The owner of the account. */
  owner(accountId: string): Promise<string | undefined>;
}

/** Asks the users service. */
@Injectable()
export class RpcApiRights implements ApiRights {
  constructor(private readonly rpc: RpcClient) {}

  async refusal({ since, ...question }: { accountId: string; userId: string; since?: Date }) {
    const made = since === undefined ? {} : { since: since.toISOString() };
    const { allowed, because } = await this.rpc.call(apiDecisionCalls.mayUseApi, { ...question, ...made });
    return allowed ? null : (because ?? 'person');
  }

  async tokenRefusal(question: { accountId: string; actorId: string; guardianId: string | null }) {
    const { allowed, because } = await this.rpc.call(apiDecisionCalls.mayKeepTokens, question);
    return allowed ? null : (because ?? 'permission');
  }

  async owner(accountId: string): Promise<string | undefined> {
    const { people } = await this.rpc.call(peopleCalls.managers, { accountId });
    return people.find(({ role }) => role === 'owner')?.id;
  }
}
