import { Injectable } from '@nestjs/common';
import { accessEvents } from '#contracts';
import { difference, isEmpty } from '../access/difference.js';
import type { SelectedUser } from './user.mapper.js';
import { UserAnnouncements } from './user-announcements.js';
import { UsersRepository } from './users.repository.js';

/** Teams and mailboxes that come or go with something else, such as another role. */
@Injectable()
export class AccessShifts {
  constructor(
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
  ) {}

  /** Must run in a transaction that holds the row. @param before the person before the change */
  async tell(before: SelectedUser): Promise<void> {
    const { account_id: accountId, id: userId } = before;
    const after = await this.users.find(accountId, userId);
    if (after === undefined) return;
    const changed = [
      ...(isEmpty(difference(before.team_ids, after.team_ids)) ? [] : ['teams' as const]),
      ...(isEmpty(difference(before.mailbox_ids, after.mailbox_ids)) ? [] : ['mailboxes' as const]),
    ];
    if (changed.length === 0) return;
    await this.users.update(accountId, userId, {});
    await this.announcements.publish(
      accessEvents.changed,
      { ...after, version: after.version + 1 },
      { userId, changed },
    );
  }
}
