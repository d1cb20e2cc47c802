import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import type { Actor } from '../policy/actor.repository.js';
import { AccessRepository } from './access.repository.js';

/** Nobody raises themselves, not by way of a team either. */
@Injectable()
export class OwnAccess {
  constructor(private readonly access: AccessRepository) {}

  /** @throws AppError `forbidden` when `change` lets the actor use a mailbox that they could not use before */
  async withoutGain(actor: Actor, change: () => Promise<void>): Promise<void> {
    if (actor.role === 'owner') return change();
    const before = await this.access.grantedMailboxes(actor.accountId, actor.id);
    await change();
    const after = await this.access.grantedMailboxes(actor.accountId, actor.id);
    if ([...after].some((id) => !before.has(id))) {
      throw new AppError('forbidden', { detail: 'This would let you use a mailbox that you cannot use now' });
    }
  }
}
