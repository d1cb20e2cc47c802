import { Injectable } from '@nestjs/common';
import { apiDecisionCalls, type ApiRefusal, type Rights } from '#contracts';
import { RpcClient } from '#rpc';

/** Token of the {@link ApiRights} for constructors. */
export const API_RIGHTS = Symbol('api rights');

/** What the users service decides about keys. Asked each time: gateways remember an answer for 5 seconds at most. */
export interface ApiRights {
  /** Why this person may not use a key made at `since` now; null when they may. */
  refusal(question: { accountId: string; userId: string; since?: Date }): Promise<ApiRefusal | null>;
  /** Why `actorId` may not keep tokens of the account, or not with this guardian, and what the guardian may do. */
  keeping(question: { accountId: string; actorId: string; guardianId: string | null }): Promise<Keeping>;
  /** What somebody may do, suspended or not; null for who is not there. */
  of(question: { accountId: string; userId: string }): Promise<Rights | null>;
  /** Who guards tokens after somebody who could do this (null: nothing); null while there is nobody. */
  heir(question: { accountId: string; successorId: string | null; rights: Rights | null }): Promise<string | null>;
}

/** Whether somebody may keep tokens of the account. */
export interface Keeping {
  /** Null when they may. */
  refusal: ApiRefusal | null;
  guardianRights: Rights | null;
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

  async keeping(question: { accountId: string; actorId: string; guardianId: string | null }): Promise<Keeping> {
    const { allowed, because, guardianRights } = await this.rpc.call(apiDecisionCalls.mayKeepTokens, question);
    return { refusal: allowed ? null : (because ?? 'permission'), guardianRights };
  }

  async of(question: { accountId: string; userId: string }): Promise<Rights | null> {
    return (await this.rpc.call(apiDecisionCalls.rightsOf, question)).rights;
  }

  async heir(question: { accountId: string; successorId: string | null; rights: Rights | null }) {
    return (await this.rpc.call(apiDecisionCalls.tokenHeir, question)).guardianId;
  }
}
