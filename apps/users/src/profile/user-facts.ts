import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import type { EventType } from '#contracts';
import { UserAnnouncements } from '../users/user-announcements.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UsersRepository, type UserChanges } from '../users/users.repository.js';

/** Writes to a user and says so: the version grows with every fact, as consumers expect it. */
@Injectable()
export class UserFacts {
  constructor(
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
  ) {}

  /**
   * Must run in a transaction that holds the row.
   * @returns the row in its next version
   */
  async publish<E extends EventType>(
    row: SelectedUser,
    fact: { type: E; data: z.input<E['data']>; changes?: UserChanges },
  ): Promise<SelectedUser> {
    await this.users.update(row.account_id, row.id, fact.changes ?? {});
    const next = { ...row, version: row.version + 1 };
    await this.announcements.publish(fact.type, next, fact.data);
    return next;
  }
}
