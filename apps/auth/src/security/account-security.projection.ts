import { Injectable } from '@nestjs/common';
import { accountEvents, pushes, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import { AccountSecurityRepository } from './account-security.repository.js';

/** What the users service says about the security settings of accounts. */
@Injectable()
export class AccountSecurityProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly security: AccountSecurityRepository,
    private readonly database: Database,
    private readonly pushes: Pushes,
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
    // What gateways believe was confirmed by the old rules.
    this.database.afterCommit(() =>
      this.pushes.send(pushes.identityChanged, { sessionIds: [], accountIds: [accountId] }),
    );
  }
}
