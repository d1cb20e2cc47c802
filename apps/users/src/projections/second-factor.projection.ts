import { Injectable } from '@nestjs/common';
import { secondFactorEvents, type ClientOrigin, type CloudEvent, type FactorKind } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { AuditTrail } from '../audit/audit-trail.js';
import { EventOrigins } from '../audit/event-origins.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';

type About = Omit<CloudEvent, 'data'> & { data: { userId: string; kinds: FactorKind[] } };
interface What {
  verb: 'enabled' | 'disabled' | 'reset';
  enabled: boolean;
  origin: ClientOrigin | null;
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
    private readonly offers: OfferEndings,
    origins: EventOrigins,
  ) {
    const prepare = (event: About): Promise<ClientOrigin | null> => origins.of(event);
    this.consumer = defineConsumer({
      name: 'users-second-factors',
      filter: 'events.*.second_factor.>',
      handlers: [
        on(secondFactorEvents.enabled, {
          prepare,
          apply: (event, origin) => this.show(event, { verb: 'enabled', enabled: true, origin }),
        }),
        on(secondFactorEvents.disabled, {
          prepare,
          apply: (event, origin) =>
            this.show(event, { verb: 'disabled', enabled: event.data.kinds.length > 0, origin }),
        }),
        on(secondFactorEvents.reset, {
          prepare,
          apply: (event, origin) => this.show(event, { verb: 'reset', enabled: false, origin }),
        }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async show(event: About, { verb, enabled, origin }: What): Promise<void> {
    const { accountid: accountId, sequence, data } = event;
    const row = await this.users.lock(accountId, data.userId);
    if (row === undefined) return;
    await this.audit.recordFact({
      event,
      action: `second_factor.${verb}`,
      target: { kind: 'user', id: data.userId },
      change: { kinds: { [verb === 'reset' ? 'before' : 'after']: data.kinds } },
      // Enrolling finishes a sign-in: nobody was signed in who could be named.
      ...(verb === 'enabled' ? { actorId: data.userId } : {}),
      origin,
    });
    if (verb === 'reset') {
      const by = event.actorid ?? row.id;
      await this.offers.endOf(row, { reason: 'recovered', by, at: new Date(event.time) });
    }
    if (!(await this.users.isNewerSecondFactor(accountId, data.userId, sequence))) return;
    const changes = { two_factor_enabled: enabled, second_factor_version: sequence };
    await this.users.update(accountId, data.userId, changes, 0);
    this.announcements.hint(row);
  }
}
