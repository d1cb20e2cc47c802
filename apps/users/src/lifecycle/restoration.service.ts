import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { lifecycleCalls, lifecycleEvents, userEvents, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireFeature, requireGivable, requirePermission } from '../policy/user.policy.js';
import { mentionCandidates, searchTextOf } from '../users/names.js';
import { toVersioned } from '../users/user.mapper.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { HoldingsRepository } from './holdings.repository.js';
import { noInvitation } from './no-invitation.js';
import { TombstonesRepository, type Tombstone } from './tombstones.repository.js';

/** @throws AppError `user_erased`, `restoration_expired`, or what forbids to give the role that the person had */
function requireRestorable(actor: Actor, row: Tombstone): void {
  requireGivable(actor, row.role);
  if (row.erased) throw new AppError('user_erased');
  if (!row.restorable) throw new AppError('restoration_expired');
  if (row.role === 'light_user') requireFeature(actor.plan, 'light_users');
}

/** Bringing deleted people back, as people who have not been invited. */
@Injectable()
export class RestorationService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly tombstones: TombstonesRepository,
    private readonly holdings: HoldingsRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async restore(caller: Caller, { userId, email: newEmail }: RequestOf<typeof lifecycleCalls.restore>) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toWrite(caller, { changed: [userId] });
      requirePermission(actor, 'users.manage');
      const row = await this.lock(caller.acc, userId);
      requireRestorable(actor, row);
      const email = newEmail ?? row.email;
      // Somebody who was adding to a team or mailbox in the moment of the deletion may have left something.
      await this.holdings.release(caller.acc, userId);
      const mention = await this.tombstones.takeMention(caller.acc, userId, mentionsOf(row));
      const changed = [...(email === row.email ? [] : ['email']), ...(mention === row.mention ? [] : ['mention'])];
      const events = changed.length > 0 ? 2 : 1;
      await this.users.update(caller.acc, userId, restoredColumns(row, { email, mention }), events);
      await this.audit.record({
        accountId: caller.acc,
        action: 'user.restored',
        target: { kind: 'user', id: userId },
        change: {
          state: { before: 'deleted', after: 'not_invited' },
          role: { after: row.role },
          ...(email === row.email ? {} : { email: { before: row.email, after: email } }),
          ...(mention === row.mention ? {} : { mention: { before: row.mention, after: mention } }),
        },
      });
      const next = { ...row, version: row.version + 1 };
      await this.announcements.publish(lifecycleEvents.restored, next, { userId });
      const last = { ...row, version: row.version + events };
      if (changed.length > 0) await this.announcements.publish(userEvents.updated, last, { userId, changed });
      return toVersioned((await this.users.find(caller.acc, userId)) ?? row);
    });
  }

  private async lock(accountId: string, userId: string): Promise<Tombstone> {
    const row = await this.tombstones.lock(accountId, userId);
    if (row !== undefined) return row;
    const living = await this.users.find(accountId, userId);
    throw living === undefined ? new AppError('not_found') : new AppError('conflict', { detail: 'Not deleted' });
  }
}

/** The handle that the person had, when it is still free. */
function mentionsOf(row: Tombstone): string[] {
  const person = { firstName: row.first_name, lastName: row.last_name, email: row.email };
  return [...new Set([row.mention, ...mentionCandidates(person, randomBytes(4).toString('hex'))])];
}

function restoredColumns(row: Tombstone, { email, mention }: { email: string; mention: string }) {
  const { first_name: firstName, last_name: lastName, alternate_emails: alternateEmails } = row;
  return {
    ...noInvitation(row),
    email,
    mention,
    search_text: searchTextOf({ firstName, lastName, email, alternateEmails }),
    deleted_at: null,
    deleted_by: null,
    restored_at: new Date(),
    accepted_at: null,
    last_sign_in_at: null,
    last_active_at: null,
  };
}
