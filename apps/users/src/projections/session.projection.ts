import { Injectable } from '@nestjs/common';
import { sessionEvents } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';

/** When somebody last signed in, shown on the user. */
@Injectable()
export class SessionProjection {
  constructor(
    consumers: EventConsumers,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
  ) {
    consumers.register(
      defineConsumer({
        name: 'users-sessions',
        filter: 'events.*.session.created',
        handlers: [
          on(sessionEvents.created, {
            apply: (event) => this.signedIn(event.accountid, event.data.userId, new Date(event.data.at)),
          }),
        ],
      }),
    );
  }

  private async signedIn(accountId: string, userId: string, at: Date): Promise<void> {
    const version = await this.users.signedIn(accountId, userId, at);
    if (version !== undefined) this.announcements.hint({ id: userId, account_id: accountId, version });
  }
}
