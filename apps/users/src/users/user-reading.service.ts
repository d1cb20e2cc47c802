import { Injectable } from '@nestjs/common';
import { plans, type Caller } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { SeatsRepository } from './seats.repository.js';
import { toMe, toUser, toVersioned } from './user.mapper.js';
import { requireFilterable, type UserFilters } from './user-filters.js';
import { countedUpTo } from './user-list.query.js';
import { UsersRepository } from './users.repository.js';

function totalOf(counted: number): { total: number; totalIsMinimum?: true } {
  return counted > countedUpTo ? { total: countedUpTo, totalIsMinimum: true } : { total: counted };
}

/** What may be seen of users. */
@Injectable()
export class UserReading {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly seatCounts: SeatsRepository,
    private readonly cursors: Cursors,
  ) {}

  async list(caller: Caller, filters: UserFilters) {
    const { cursor, limit, total: wantsTotal, ...list } = filters;
    const bound = [caller.acc, 'users', list];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.together({ accountId: caller.acc }, async () => {
      const [actor, rows, counted] = await Promise.all([
        this.actors.toRead(caller),
        this.users.list(caller.acc, filters, after),
        wantsTotal ? this.users.count(caller.acc, filters) : undefined,
      ]);
      requirePermission(actor, 'users.manage');
      requireFilterable(actor, filters);
      const page = pageOf({
        rows,
        limit,
        item: toUser,
        position: (row) => ({ key: row.sort_key, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return counted === undefined ? page : { ...page, ...totalOf(counted) };
    });
  }

  async get(caller: Caller, userId: string) {
    return this.database.together({ accountId: caller.acc }, async () => {
      const [actor, row] = await Promise.all([this.actors.toRead(caller), this.users.find(caller.acc, userId)]);
      if (actor.id !== userId) requirePermission(actor, 'users.manage');
      if (row === undefined) throw new AppError('not_found');
      return toVersioned(row);
    });
  }

  async me(caller: Caller) {
    return this.database.together({ accountId: caller.acc }, async () => {
      const [actor, row] = await Promise.all([this.actors.toRead(caller), this.users.find(caller.acc, caller.sub)]);
      if (row === undefined) throw new AppError('unauthenticated');
      return toMe(row, actor);
    });
  }

  async access(caller: Caller) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      const mailboxes = await this.seatCounts.mailboxSources(actor);
      return {
        role: actor.role,
        permissions: [...actor.permissions],
        plan: { name: actor.plan, features: [...plans[actor.plan].features] },
        mailboxes,
      };
    });
  }

  async seats(caller: Caller) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      requirePermission(actor, 'users.manage');
      const { billable, light, suspended, pending } = await this.seatCounts.count(caller.acc);
      const included = plans[actor.plan].lightUsers;
      return { billable, light: { used: light, included }, suspended, pendingInvites: pending };
    });
  }
}
