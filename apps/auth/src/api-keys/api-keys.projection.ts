import { Inject, Injectable } from '@nestjs/common';
import { lifecycleEvents, userEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { ApiKeysRepository } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { KeyAnnouncements } from './key-announcements.js';

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
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
  ) {
    const prepare = (event: { accountid: string }): Promise<string | undefined> => this.rights.owner(event.accountid);
    consumers.register(
      defineConsumer({
        name: 'auth-api-keys',
        filter: 'events.*.user.>',
        handlers: [
          on(lifecycleEvents.deleted, { prepare, apply: (event, owner) => this.deleted(event, owner) }),
          on(lifecycleEvents.restored, { apply: (event) => this.revokeAll(event, 'deleted') }),
          on(lifecycleEvents.erased, { apply: (event) => this.keys.forget(event.data.userId) }),
          on(userEvents.roleChanged, { apply: (event) => this.roleChanged(event) }),
        ],
      }),
    );
  }

  async deleted(event: EventOf<typeof lifecycleEvents.deleted>, owner: string | undefined): Promise<void> {
    const { userId } = event.data;
    await this.revokeAll(event, 'deleted');
    // There is always an owner, who cannot be deleted; without an answer the tokens stay where they are, refused.
    if (owner === undefined || owner === userId) return;
    for (const key of await this.keys.handOver(event.accountid, userId, owner)) {
      await this.announcements.guardianChanged(key, userId, 'guardian_deleted');
    }
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
