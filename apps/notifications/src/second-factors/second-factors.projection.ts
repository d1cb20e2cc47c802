import { Injectable } from '@nestjs/common';
import { secondFactorEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { MailQueue } from '../mails/mail-queue.js';

/** Tells people when somebody else has removed their second factors. */
@Injectable()
export class SecondFactorsProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly queue: MailQueue,
  ) {
    this.consumer = defineConsumer({
      name: 'notifications-second-factors',
      filter: 'events.*.second_factor.>',
      handlers: [on(secondFactorEvents.reset, { apply: (event) => this.tell(event) })],
    });
    consumers.register(this.consumer);
  }

  private async tell({ accountid, data: { userId } }: EventOf<typeof secondFactorEvents.reset>): Promise<void> {
    await this.queue.add([
      {
        accountId: accountid,
        kind: 'two_factor_reset',
        userId,
        recipientUserId: userId,
        invitedBy: null,
        linkId: null,
        invitationVersion: null,
      },
    ]);
  }
}
