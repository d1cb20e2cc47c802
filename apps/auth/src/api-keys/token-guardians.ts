import { Inject, Injectable } from '@nestjs/common';
import type { EventOf, lifecycleEvents, Rights } from '#contracts';
import { Database } from '#postgres';
import { momentOf } from '../endings/moment.js';
import { ApiKeysRepository } from './api-keys.repository.js';
import { API_RIGHTS, type ApiRights } from './api-rights.js';
import { loweredCeiling } from './ceilings.js';
import { KeyAnnouncements } from './key-announcements.js';

type Deleted = EventOf<typeof lifecycleEvents.deleted>;

/** Tokens of the account outlive their guardians: somebody else answers for them, and they do what they could. */
@Injectable()
export class TokenGuardians {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly announcements: KeyAnnouncements,
    @Inject(API_RIGHTS) private readonly rights: ApiRights,
  ) {}

  /** Who comes after somebody who was deleted; null while there is nobody, and where nothing is left behind. */
  async heir({ accountid: accountId, data }: Deleted): Promise<string | null> {
    // Nothing else that a deletion ends may wait for the answer of another service.
    const left = await this.database.transaction({ accountId }, () => this.keys.guarded(accountId, data.userId));
    if (left.length === 0) return null;
    return this.rights.heir({ accountId, successorId: data.reassignTo, rights: data.apiRights ?? null });
  }

  /**
   * Must run in the transaction that handles the event. What could do nothing stays held: a deletion wakes no token.
   * @param heir null: the tokens stay where they are, refused
   * @param newest nothing newer is known about who was deleted; otherwise what they guard since then stays with them
   */
  async handOver(event: Deleted, heir: string | null, newest: boolean): Promise<void> {
    const { accountid: accountId, data } = event;
    const { userId } = data;
    if (heir === null || heir === userId) return;
    const last: Rights | null = data.apiRights ?? null;
    const before = newest ? undefined : momentOf(event).time;
    for (const { id, ceiling, held } of await this.keys.guarded(accountId, userId, before)) {
      const to = { userId: heir, ceiling: loweredCeiling(ceiling, last), inherited: true, held: held || last === null };
      const after = await this.keys.setGuardian(accountId, id, to);
      if (after !== undefined) await this.announcements.guardianChanged(after, userId, 'guardian_deleted');
    }
  }
}
