import { Injectable } from '@nestjs/common';
import { apiKeyEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { MailQueue } from '../mails/mail-queue.js';

/** Tells people that they answer for API tokens of somebody who left. */
@Injectable()
export class ApiTokensProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly queue: MailQueue,
  ) {
    this.consumer = defineConsumer({
      name: 'notifications-api-tokens',
      filter: 'events.*.key.guardian_changed',
      handlers: [on(apiKeyEvents.guardianChanged, { apply: (event) => this.tell(event) })],
    });
    consumers.register(this.consumer);
  }

  private async tell({ accountid, data }: EventOf<typeof apiKeyEvents.guardianChanged>): Promise<void> {
    if (data.because !== 'guardian_deleted') return;
    await this.queue.add([
      {
        accountId: accountid,
        kind: 'token_guardianship',
        userId: data.from,
        recipientUserId: data.to,
        invitedBy: null,
        linkId: null,
        invitationVersion: null,
        // One mail for all tokens that somebody left behind.
        subjectId: data.from,
      },
    ]);
  }
}
