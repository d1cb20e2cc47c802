import { Injectable } from '@nestjs/common';
import { lifecycleEvents, userEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { ApiKeysRepository } from './api-keys.repository.js';
import { KeyAnnouncements } from './key-announcements.js';
import { TokenGuardians } from './token-guardians.js';

interface About {
  time: string;
  data: { userId: string };
}

/**
 * What becomes of keys when something becomes of their person (product.md, section 7). Suspension is not in here: a key
 * is paused by what `identities` says at its use, and works again by the same.
 */
@Injectable()
export class ApiKeysProjection {
  constructor(
    consumers: EventConsumers,
    private readonly keys: ApiKeysRepository,
    private readonly announcements: KeyAnnouncements,
    private readonly guardians: TokenGuardians,
  ) {
    consumers.register(
      defineConsumer({
        name: 'auth-api-keys',
        filter: 'events.*.user.>',
        handlers: [
          on(lifecycleEvents.deleted, {
            prepare: (event) => this.guardians.heir(event),
            apply: (event, heir) => this.deleted(event, heir),
          }),
          on(lifecycleEvents.restored, { apply: (event) => this.revokeAll(event, 'deleted') }),
          on(lifecycleEvents.erased, { apply: (event) => this.keys.forget(event.data.userId) }),
          on(userEvents.roleChanged, { apply: (event) => this.roleChanged(event) }),
        ],
      }),
    );
  }

  async deleted(event: EventOf<typeof lifecycleEvents.deleted>, heir: string | null): Promise<void> {
    await this.revokeAll(event, 'deleted');
    await this.guardians.handOver(event, heir);
  }

  async roleChanged(event: EventOf<typeof userEvents.roleChanged>): Promise<void> {
    // Tokens of the account are refused as long as their guardian may not use the API.
    if (event.data.to === 'light_user') await this.revokeAll(event, 'light_user');
  }

  /** All that they had then: whatever comes late ends nothing that was made since. */
  async revokeAll({ time, data }: About, because: 'deleted' | 'light_user'): Promise<void> {
    const revoked = await this.keys.revokeAll(data.userId, new Date(time));
    await this.announcements.revoked(revoked, because);
  }
}
