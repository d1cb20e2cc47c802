import { Injectable } from '@nestjs/common';
import { mailEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';

type Outcome = EventOf<typeof mailEvents.accepted>;
type Status = 'accepted' | 'bounced' | 'suppressed';

/** How far the invitation mail got, shown on the user. */
@Injectable()
export class MailProjection {
  constructor(
    consumers: EventConsumers,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
  ) {
    consumers.register(
      defineConsumer({
        name: 'users-mails',
        filter: 'events.*.mail.>',
        handlers: [
          on(mailEvents.accepted, { apply: (event) => this.show(event, 'accepted') }),
          on(mailEvents.bounced, { apply: (event) => this.show(event, 'bounced') }),
          on(mailEvents.suppressed, { apply: (event) => this.show(event, 'suppressed') }),
        ],
      }),
    );
  }

  private async show(event: Outcome, status: Status): Promise<void> {
    const { kind, userId, invitationVersion, detail, at } = event.data;
    if (kind !== 'invitation') return;
    const { accountid: accountId } = event;
    const version = await this.users.invitationMailed(accountId, userId, { invitationVersion, status, detail, at });
    if (version !== undefined) this.announcements.hint({ id: userId, account_id: accountId, version });
  }
}
