import { Injectable } from '@nestjs/common';
import type { Caller } from '#contracts';
import { AppError } from '#errors';
import { AccessRepository } from '../access/access.repository.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { effectivePermissions, requireEdit, requirePermission, requireReaddressing } from '../policy/user.policy.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';

export interface Target {
  actor: Actor;
  row: SelectedUser;
}

/** Whose profile and settings somebody may see and change: their own, and those of people they manage. */
@Injectable()
export class ProfileAccess {
  constructor(
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly access: AccessRepository,
  ) {}

  /** Managers see everybody, the owner among them. */
  async toRead(caller: Caller, userId: string): Promise<Target> {
    const actor = await this.actors.toRead(caller);
    if (actor.id !== userId) requirePermission(actor, 'users.manage');
    const row = await this.users.find(caller.acc, userId);
    if (row === undefined) throw new AppError('not_found');
    return { actor, row };
  }

  /** Holds the row until the transaction ends: changes of one person follow one another. */
  async toWrite(caller: Caller, userId: string): Promise<Target> {
    const [actor, row] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId] }),
      this.users.find(caller.acc, userId),
    ]);
    if (caller.sub !== userId) requirePermission(actor, 'users.manage');
    if (row === undefined) throw new AppError('not_found');
    requireEdit(actor, row);
    return { actor, row };
  }

  /**
   * Must run in a transaction that holds the person.
   * @throws AppError `forbidden` for who may not choose the address that the person signs in with
   */
  async requireReaddressing({ actor, row }: Target): Promise<void> {
    const facts = await this.access.facts(row.account_id, row.id);
    if (facts === undefined) throw new AppError('not_found');
    const { plan, roleDefaults } = actor;
    requireReaddressing(actor, row, effectivePermissions({ ...facts, plan, roleDefaults }));
  }
}
