import { Injectable } from '@nestjs/common';
import { accountEvents } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { RequirementsRepository } from '../factors/requirements.repository.js';

/** Whom an account requires a second factor of. Events may come late and out of order: the newest counts. */
@Injectable()
export class AccountSecurityProjection {
  readonly consumer: ConsumerDefinition;

  constructor(consumers: EventConsumers, requirements: RequirementsRepository) {
    this.consumer = defineConsumer({
      name: 'auth-two-factor-requirement',
      filter: 'events.*.account.>',
      handlers: [
        on(accountEvents.securityChanged, {
          apply: (event) => requirements.put(event.accountid, event.data.requireTwoFactor, event.sequence),
        }),
      ],
    });
    consumers.register(this.consumer);
  }
}
