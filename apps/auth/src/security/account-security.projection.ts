import { Injectable } from '@nestjs/common';
import { accountEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { AccountSecurityRepository } from './account-security.repository.js';

/** What the users service says about the security settings of accounts. */
@Injectable()
export class AccountSecurityProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly security: AccountSecurityRepository,
  ) {
    this.consumer = defineConsumer({
      name: 'auth-account-security',
      filter: 'events.*.account.security_changed',
      handlers: [on(accountEvents.securityChanged, { apply: (event) => this.changed(event) })],
    });
    consumers.register(this.consumer);
  }

  private async changed(event: EventOf<typeof accountEvents.securityChanged>): Promise<void> {
    const { accountid: accountId, sequence, data } = event;
    if (!(await this.security.put(accountId, sequence, data))) return;
    await this.security.shortenSessions(accountId, data);
  }
}
