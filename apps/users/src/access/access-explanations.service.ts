import { Injectable } from '@nestjs/common';
import { userAccessCalls, type AccessExplanation, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { unknownId } from './access.errors.js';
import { explainMailbox, explainPermission } from './access-explanation.js';
import { AccessRepository } from './access.repository.js';

/** Answers whether somebody may do or use something, and what decides it. */
@Injectable()
export class AccessExplanations {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly access: AccessRepository,
  ) {}

  async explain(
    caller: Caller,
    { userId, permission, mailboxId }: RequestOf<typeof userAccessCalls.explain>,
  ): Promise<AccessExplanation> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      if (actor.id !== userId) requirePermission(actor, 'users.manage');
      const facts = await this.access.facts(caller.acc, userId);
      if (facts === undefined) throw new AppError('not_found');
      const person = { ...facts, plan: actor.plan, roleDefaults: actor.roleDefaults };
      if (permission !== undefined) return explainPermission(person, permission);
      return explainMailbox(person, await this.grants(caller.acc, userId, mailboxId ?? ''));
    });
  }

  private async grants(accountId: string, userId: string, mailboxId: string) {
    const known = await this.access.knownMailboxes(accountId, [mailboxId]);
    if (!known.has(mailboxId)) throw unknownId('mailboxId');
    return this.access.grants(accountId, userId, mailboxId);
  }
}
