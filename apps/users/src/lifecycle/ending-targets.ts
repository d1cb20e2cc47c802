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
   * @param kept who must stay as they are until then
   * @throws AppError `not_found`, `forbidden`, `last_owner`
   */
  async lock(
    caller: Caller,
    userId: string,
    kept: readonly string[] = [],
  ): Promise<{ actor: Actor; row: SelectedUser }> {
    const [actor, row] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId], kept }),
      this.users.find(caller.acc, userId),
    ]);
    requirePermission(actor, 'users.manage');
    if (row === undefined) throw new AppError('not_found');
    requireRemoval(actor, row);
    return { actor, row };
  }
}
