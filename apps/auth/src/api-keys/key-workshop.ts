import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { maxApiKeys, type Rights } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { ApiKeysRepository, type KeyOwner, type KeyRow, type NewKey } from './api-keys.repository.js';
import { KeyAnnouncements } from './key-announcements.js';
import { keyDigest, newSecret } from './key-secrets.js';

/** A key and, this once, what it is. */
export interface MadeKey {
  row: KeyRow;
  key: string;
}

export type Wanted = Omit<NewKey, 'id' | 'digest' | 'lastFour'>;

const tenYearsMs = 3_653 * 86_400_000;

/** @throws AppError `invalid_request` for a time that is over or more than ten years ahead */
export function readExpiry(expiresAt: string | undefined, now = Date.now()): Date | null {
  if (expiresAt === undefined) return null;
  const time = new Date(expiresAt);
  if (time.getTime() > now && time.getTime() < now + tenYearsMs) return time;
  const message = 'must lie in the future, at most ten years ahead';
  throw new AppError('invalid_request', { errors: [{ path: 'expiresAt', code: 'out_of_range', message }] });
}

/** Makes, replaces and ends keys of one owner. Who may have it done is decided before; each runs in one transaction. */
@Injectable()
export class KeyWorkshop {
  constructor(
    private readonly database: Database,
    private readonly keys: ApiKeysRepository,
    private readonly announcements: KeyAnnouncements,
  ) {}

  /** @throws AppError `limit_reached`; `conflict` when its person was suspended or deleted a moment ago */
  async make(owner: KeyOwner, wanted: Wanted): Promise<MadeKey> {
    return this.database.transaction({ accountId: wanted.accountId }, async () => {
      await this.hold(owner, wanted);
      if ((await this.keys.count(owner)).current >= maxApiKeys) throw new AppError('limit_reached');
      return this.add(uuidv7(), wanted);
    });
  }

  /**
   * A new key in the place of an old one, with the same name, scopes and length of life.
   * @param rotation.ceiling what the new one may do at most; null for keys of people
   * @throws AppError `not_found`; `conflict` when it was replaced or has expired; `limit_reached` when too many
   * replaced ones still work
   */
  async rotate(
    accountId: string,
    owner: KeyOwner,
    { keyId, overlapHours, ceiling }: { keyId: string; overlapHours: number; ceiling: Rights | null },
  ): Promise<MadeKey> {
    return this.database.transaction({ accountId }, async () => {
      await this.keys.lock(owner);
      const old = await this.keys.find(owner, keyId);
      if (old === undefined) throw new AppError('not_found');
      await this.hold(owner, { accountId, userId: old.user_id });
      const { replaced } = await this.keys.count(owner);
      if (overlapHours > 0 && replaced >= maxApiKeys) throw new AppError('limit_reached');
      const id = uuidv7();
      const ending = await this.keys.replace(owner, keyId, { id, overlapHours });
      if (ending === undefined) throw new AppError('conflict');
      await this.announcements.rotated(ending, id);
      const { user_id: userId, owned_by: ownedBy, kind, name, scopes } = old;
      return this.add(id, { accountId, userId, ownedBy, kind, name, scopes, expiresAt: renewed(old), ceiling });
    });
  }

  /** @throws AppError `not_found` */
  async revoke(accountId: string, owner: KeyOwner, keyId: string): Promise<void> {
    await this.database.transaction({ accountId }, async () => {
      const row = await this.keys.revoke(owner, keyId);
      if (row === undefined) throw new AppError('not_found');
      await this.announcements.revoked([row], 'revoked');
    });
  }

  /** One after another for this owner, and only as long as the person of the key stays as they are. */
  private async hold(owner: KeyOwner, { accountId, userId }: Pick<Wanted, 'accountId' | 'userId'>): Promise<void> {
    await this.keys.lock(owner);
    if (!(await this.keys.holdPerson(accountId, userId))) throw new AppError('conflict');
  }

  private async add(id: string, wanted: Wanted): Promise<MadeKey> {
    const key = newSecret(wanted.kind);
    const row = await this.keys.insert({ ...wanted, id, digest: keyDigest(key), lastFour: key.slice(-4) });
    await this.announcements.created(row);
    return { row, key };
  }
}

function renewed({ created_at: from, expires_at: to }: KeyRow): Date | null {
  return to === null ? null : new Date(Date.now() + to.getTime() - from.getTime());
}
