import { Injectable } from '@nestjs/common';
import { lifecycleEvents, type Caller } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requireFreshProof } from '../policy/fresh-proof.js';
import { searchTextOf, sortNameOf } from '../users/names.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { HoldingsRepository } from './holdings.repository.js';
import { noInvitation } from './no-invitation.js';
import { TombstonesRepository, type Due, type Tombstone } from './tombstones.repository.js';

const placeholder = { firstName: 'Deleted', lastName: 'user' };

/** Taking out what is personal about deleted people: on demand, and by itself when nobody can restore them any more. */
@Injectable()
export class ErasureService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly tombstones: TombstonesRepository,
    private readonly holdings: HoldingsRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async erase(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toWrite(caller, { changed: [userId] });
      if (actor.role !== 'owner') throw new AppError('owner_required');
      if (userId !== actor.id) return this.eraseOnDemand(caller, userId);
      throw new AppError('conflict', { detail: 'Not deleted' });
    });
  }

  async due(limit: number): Promise<Due[]> {
    return this.database.transaction({ system: 'deleted people whose time is over' }, () =>
      this.tombstones.dueForErasure(limit),
    );
  }

  /** Exactly once over all copies. @returns false when there was nothing to do any more */
  async eraseDue({ id, account_id: accountId }: Due): Promise<boolean> {
    return this.database.transaction({ accountId }, async () => {
      const row = await this.tombstones.lock(accountId, id);
      // Restored, or erased by somebody else, while this one waited.
      if (row === undefined || row.erased || row.restorable) return false;
      await this.write(row);
      return true;
    });
  }

  private async eraseOnDemand(caller: Caller, userId: string) {
    const row = await this.tombstones.lock(caller.acc, userId);
    if (row === undefined) {
      const living = await this.users.find(caller.acc, userId);
      throw living === undefined ? new AppError('not_found') : new AppError('conflict', { detail: 'Not deleted' });
    }
    if (row.erased) throw new AppError('user_erased');
    requireFreshProof(caller);
    return { userId, erasedAt: (await this.write(row)).toISOString() };
  }

  private async write(row: Tombstone): Promise<Date> {
    const { id: userId, account_id: accountId } = row;
    const erasedAt = new Date();
    await this.holdings.release(accountId, userId);
    await this.users.update(accountId, userId, { ...erasedColumns(row), erased_at: erasedAt });
    await this.tombstones.forgetImports(accountId, row);
    await this.tombstones.clearAudit(accountId, userId);
    await this.tombstones.forgetAnswers(accountId, userId);
    await this.audit.record({ accountId, action: 'user.erased', target: { kind: 'user', id: userId } });
    const next = { ...row, version: row.version + 1 };
    await this.announcements.publish(lifecycleEvents.erased, next, { userId });
    return erasedAt;
  }
}

/** The row stays, so that the id resolves; `.invalid` is a domain that never takes mail (RFC 2606). */
function erasedColumns(row: Tombstone) {
  const email = `erased-${row.id}@erased.invalid`;
  return {
    ...noInvitation(row),
    first_name: placeholder.firstName,
    last_name: placeholder.lastName,
    email,
    alternate_emails: [],
    job_title: null,
    phone: null,
    timezone: 'Etc/UTC',
    time_format: '24h',
    locale: 'en',
    mention: `erased-${row.id.slice(-12)}`,
    sort_name: sortNameOf(placeholder.firstName, placeholder.lastName),
    search_text: searchTextOf({ ...placeholder, email }),
    last_sign_in_at: null,
    last_active_at: null,
  };
}
