import { Injectable } from '@nestjs/common';
import { apiKeyEvents, pushes, type DataOf } from '#contracts';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import type { KeyRow } from './api-keys.repository.js';

type Revoked = DataOf<typeof apiKeyEvents.revoked>;
type GuardianChange = DataOf<typeof apiKeyEvents.guardianChanged>;

function about({ id: keyId, user_id: userId, kind, owned_by: ownedBy }: KeyRow) {
  return { keyId, userId, kind, ownedBy };
}

/** Tells what happened to keys: events in the transaction, and after its commit a push to every gateway. */
@Injectable()
export class KeyAnnouncements {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly pushes: Pushes,
  ) {}

  async created(key: KeyRow): Promise<void> {
    await this.outbox.append(apiKeyEvents.created, { ...this.fact(key), data: { ...about(key), scopes: key.scopes } });
  }

  async rotated(key: KeyRow, replacedBy: string): Promise<void> {
    const endsAt = (key.expires_at ?? new Date()).toISOString();
    await this.outbox.append(apiKeyEvents.rotated, {
      ...this.fact(key),
      data: { ...about(key), replacedBy, endsAt },
    });
    if (key.expired) this.end([key]);
  }

  async revoked(keys: readonly KeyRow[], because: Revoked['because']): Promise<void> {
    const facts = keys.map((key) => ({ ...this.fact(key), data: { ...about(key), because } }));
    await this.outbox.appendAll(apiKeyEvents.revoked, facts);
    this.end(keys);
  }

  /** `key` is as it is now, with the new guardian. */
  async guardianChanged(key: KeyRow, from: string, because: GuardianChange['because']): Promise<void> {
    const data = { keyId: key.id, from, to: key.user_id, because };
    await this.outbox.append(apiKeyEvents.guardianChanged, { ...this.fact(key), data });
    this.database.afterCommit(() => this.pushes.send(pushes.identityChanged, { sessionIds: [key.id] }));
  }

  private fact(key: KeyRow) {
    return { accountId: key.account_id, aggregateId: key.id, aggregateVersion: key.version };
  }

  private end(keys: readonly KeyRow[]): void {
    if (keys.length === 0) return;
    const sessionIds = keys.slice(0, 1000).map(({ id }) => id);
    this.database.afterCommit(() => this.pushes.send(pushes.identityEnded, { sessionIds, userIds: [] }));
  }
}
