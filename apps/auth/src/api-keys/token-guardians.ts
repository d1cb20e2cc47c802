import { Inject, Injectable } from '@nestjs/common';
import type { EventOf, lifecycleEvents, Rights } from '#contracts';
import { ApiKeysRepository } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { loweredCeiling } from './ceilings.js';
import { KeyAnnouncements } from './key-announcements.js';

type Deleted = EventOf<typeof lifecycleEvents.deleted>;

/** Tokens of the account outlive their guardians: somebody else answers for them, and they do what they could. */
@Injectable()
export class TokenGuardians {
  constructor(
    private readonly keys: ApiKeysRepository,
    private readonly announcements: KeyAnnouncements,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
  ) {}

  /** Who comes after somebody who was deleted; null while there is nobody. */
  async heir({ accountid: accountId, data }: Deleted): Promise<string | null> {
    return this.rights.heir({ accountId, successorId: data.reassignTo, rights: data.apiRights ?? null });
  }

  /**
   * Must run in the transaction that handles the event. What could do nothing stays held: a deletion wakes no token.
   * @param heir null: the tokens stay where they are, refused
   */
  async handOver({ accountid: accountId, time, data }: Deleted, heir: string | null): Promise<void> {
    const { userId } = data;
    if (heir === null || heir === userId) return;
    const last: Rights | null = data.apiRights ?? null;
    for (const { id, ceiling, held } of await this.keys.guarded(accountId, userId, new Date(time))) {
      const to = { userId: heir, ceiling: loweredCeiling(ceiling, last), inherited: true, held: held || last === null };
      const after = await this.keys.setGuardian(accountId, id, to);
      if (after !== undefined) await this.announcements.guardianChanged(after, userId, 'guardian_deleted');
    }
  }
}
