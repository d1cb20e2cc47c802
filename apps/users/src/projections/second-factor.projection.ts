import { Injectable } from '@nestjs/common';
import { secondFactorEvents, type FactorKind } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { AuditTrail } from '../audit/audit-trail.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';

interface About {
  accountid: string;
  sequence: number;
  actorid: string | null;
  data: { userId: string; kinds: FactorKind[] };
}

/** Whether somebody has a second factor, shown on the user, and the audit entries about it. Events may come late. */
@Injectable()
export class SecondFactorProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly users: UsersRepository,
    private readonly audit: AuditTrail,
    private readonly announcements: UserAnnouncements,
  ) {
    this.consumer = defineConsumer({
      name: 'users-second-factors',
      filter: 'events.*.second_factor.>',
      handlers: [
        on(secondFactorEvents.enabled, { apply: (event) => this.show(event, 'enabled', true) }),
        on(secondFactorEvents.disabled, {
          apply: (event) => this.show(event, 'disabled', event.data.kinds.length > 0),
        }),
        on(secondFactorEvents.reset, { apply: (event) => this.show(event, 'reset', false) }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async show(event: About, what: 'enabled' | 'disabled' | 'reset', enabled: boolean): Promise<void> {
    const { accountid: accountId, sequence, data, actorid } = event;
    const row = await this.users.lock(accountId, data.userId);
    if (row === undefined) return;
    // The change was made in another service; who made it stands in its event.
    await this.audit.record({
      accountId,
      action: `second_factor.${what}`,
      target: { kind: 'user', id: data.userId },
      change: { kinds: { [what === 'reset' ? 'before' : 'after']: data.kinds }, by: { after: actorid } },
    });
    if (!(await this.users.isNewerSecondFactor(accountId, data.userId, sequence))) return;
    const changes = { two_factor_enabled: enabled, second_factor_version: sequence };
    await this.users.update(accountId, data.userId, changes, false);
    this.announcements.hint(row);
  }
}
