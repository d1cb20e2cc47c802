import { Injectable } from '@nestjs/common';
import { lifecycleEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { MailQueue } from '../mails/mail-queue.js';

/** Tells the old address that another one is in use. */
@Injectable()
export class EmailChangesProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly queue: MailQueue,
  ) {
    this.consumer = defineConsumer({
      name: 'notifications-email-changes',
      filter: 'events.*.user.email_changed',
      handlers: [on(lifecycleEvents.emailChanged, { apply: (event) => this.mailNotice(event) })],
    });
    consumers.register(this.consumer);
  }

  private async mailNotice({ accountid, data }: EventOf<typeof lifecycleEvents.emailChanged>): Promise<void> {
    const { userId, changeId: subjectId } = data;
    const nobodyInvited = { invitedBy: null, linkId: null, invitationVersion: null };
    const kind = 'email_changed_notice';
    await this.queue.add([
      { accountId: accountid, kind, userId, recipientUserId: userId, subjectId, ...nobodyInvited },
    ]);
  }
}
