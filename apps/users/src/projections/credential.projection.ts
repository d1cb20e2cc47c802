import { Injectable } from '@nestjs/common';
import { credentialEvents, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on, type ConsumerDefinition } from '#events';
import { OfferEndings } from '../ownership/offer-endings.js';
import { isRevoked } from '../users/invitation.policy.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UserUpdates } from '../users/user-updates.service.js';
import { UsersRepository } from '../users/users.repository.js';

interface About {
  time: string;
  accountid: string;
  sequence: number;
  data: { userId: string };
}

/** Late news of the credential that somebody had before they were deleted: nothing of it comes back with the person. */
function isOutlived(event: { time: string }, row: SelectedUser): boolean {
  return row.restored_at !== null && new Date(event.time) < row.restored_at;
}

/** What auth says about passwords, shown on the user. Events may come late and out of order. */
@Injectable()
export class CredentialProjection {
  readonly consumer: ConsumerDefinition;

  constructor(
    consumers: EventConsumers,
    private readonly users: UsersRepository,
    private readonly updates: UserUpdates,
    private readonly announcements: UserAnnouncements,
    private readonly offers: OfferEndings,
  ) {
    this.consumer = defineConsumer({
      name: 'users-credentials',
      filter: 'events.*.credential.>',
      handlers: [
        on(credentialEvents.passwordSet, { apply: (event) => this.passwordSet(event) }),
        on(credentialEvents.locked, { apply: (event) => this.lock(event, new Date(event.time)) }),
        on(credentialEvents.unlocked, { apply: (event) => this.lock(event, null) }),
      ],
    });
    consumers.register(this.consumer);
  }

  private async passwordSet(event: EventOf<typeof credentialEvents.passwordSet>): Promise<void> {
    const row = await this.users.lock(event.accountid, event.data.userId);
    if (row === undefined || isOutlived(event, row)) return;
    const { via, invitationVersion } = event.data;
    // The revocation was quicker; auth takes the password away again when it hears of it.
    if (via === 'invitation' && isRevoked(row, invitationVersion)) return;
    if (['invitation', 'import'].includes(via)) await this.updates.activate(row, {});
    await this.lock(event, null);
    if (via === 'change') return;
    const by = event.actorid ?? row.id;
    await this.offers.endOf(row, { reason: 'recovered', by, at: new Date(event.time) });
  }

  private async lock(event: About, lockedAt: Date | null): Promise<void> {
    const { accountid: accountId, sequence, data } = event;
    const row = await this.users.lock(accountId, data.userId);
    if (row === undefined || isOutlived(event, row)) return;
    const newer = await this.users.isNewerCredential(accountId, data.userId, sequence);
    if (!newer) return;
    await this.users.update(accountId, data.userId, { locked_at: lockedAt, credential_version: sequence }, 0);
    this.announcements.hint(row);
  }
}
