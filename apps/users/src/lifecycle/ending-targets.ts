import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts';
import { AppError } from '#errors';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requirePermission, requireRemoval } from '../policy/user.policy.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';

/** The person who is to be suspended or deleted, and who does it. */
@Injectable()
export class EndingTargets {
  constructor(
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
  ) {}

  /**
   * Decides with both rows held until the transaction ends.
   * @throws AppError `not_found`, `forbidden`, `last_owner`
   */
  async lock(caller: Caller, userId: string): Promise<{ actor: Actor; row: SelectedUser }> {
    const actor = await this.actors.toWrite(caller);
    // Their own row is held shared by now; several such calls that want it whole would wait for each other forever.
    if (actor.id === userId) requireRemoval(actor, actor);
    requirePermission(actor, 'users.manage');
    const row = await this.users.lock(caller.acc, userId);
    if (row === undefined) throw new AppError('not_found');
    requireRemoval(actor, row);
    return { actor, row };
  }
}
