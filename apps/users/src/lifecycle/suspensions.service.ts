import { Injectable } from '@nestjs/common';
import { lifecycleCalls, lifecycleEvents, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail, type Change } from '../audit/audit-trail.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { stateOf, toVersioned, type SelectedUser } from '../users/user.mapper.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository, type UserChanges } from '../users/users.repository.js';
import { EndingTargets } from './ending-targets.js';
import { noInvitation } from './no-invitation.js';
import { SuspensionsRepository } from './suspensions.repository.js';
import type { Due } from './tombstones.repository.js';

const longestYears = 2;

/** @throws AppError `invalid_request` for a time that has passed, is too far, or does not exist */
export function readUntil(until: string | null | undefined, now = new Date()): Date | null {
  if (until === null || until === undefined) return null;
  const time = new Date(until);
  const latest = new Date(now);
  latest.setUTCFullYear(now.getUTCFullYear() + longestYears);
  if (time > now && time <= latest) return time;
  const message = `must lie in the future, at most ${longestYears} years ahead`;
  throw new AppError('invalid_request', { errors: [{ path: 'until', code: 'out_of_range', message }] });
}

function differs(before: unknown, after: unknown): boolean {
  return JSON.stringify(before) !== JSON.stringify(after);
}

/** Being away for a while: nothing is lost but sessions and open invitations. */
@Injectable()
export class SuspensionsService {
  constructor(
    private readonly database: Database,
    private readonly targets: EndingTargets,
    private readonly users: UsersRepository,
    private readonly suspensions: SuspensionsRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
    private readonly offers: OfferEndings,
  ) {}

  async suspend(caller: Caller, { userId, ...wanted }: RequestOf<typeof lifecycleCalls.suspend>) {
    const until = readUntil(wanted.until);
    const reason = wanted.reason ?? null;
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { actor, row } = await this.targets.lock(caller, userId);
      const fields: Change = {
        state: { before: stateOf(row), after: 'suspended' },
        until: { before: row.suspended_until?.toISOString() ?? null, after: until?.toISOString() ?? null },
        reason: { before: row.suspension_reason, after: reason },
      };
      const change = Object.fromEntries(
        Object.entries(fields).filter(([, { before, after }]) => differs(before, after)),
      );
      if (Object.keys(change).length === 0) return toVersioned(row);
      await this.users.update(caller.acc, userId, suspensionOf(row, { until, reason }));
      await this.audit.record({
        accountId: caller.acc,
        action: row.suspended_at === null ? 'user.suspended' : 'user.suspension_changed',
        target: { kind: 'user', id: userId },
        change,
      });
      const next = { ...row, version: row.version + 1 };
      await this.announcements.publish(lifecycleEvents.suspended, next, {
        userId,
        until: until?.toISOString() ?? null,
      });
      await this.offers.endOf(row, { reason: 'suspended', by: actor.id });
      return this.reread(row);
    });
  }

  async lift(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { row } = await this.targets.lock(caller, userId);
      if (row.suspended_at === null) throw new AppError('conflict', { detail: 'The person is not suspended' });
      await this.end(row, 'manager');
      return this.reread(row);
    });
  }

  /** Suspensions whose time has come. */
  async due(limit: number): Promise<Due[]> {
    return this.database.transaction({ system: 'suspensions that end by themselves' }, () =>
      this.suspensions.due(limit),
    );
  }

  /** Exactly once over all copies: whoever holds the row ends it. @returns false when there was nothing to do any more */
  async liftDue(due: Due): Promise<boolean> {
    return this.database.transaction({ accountId: due.account_id }, async () => {
      if (!(await this.suspensions.claim(due))) return false;
      const row = await this.users.find(due.account_id, due.id);
      if (row === undefined) return false;
      await this.end(row, 'schedule');
      return true;
    });
  }

  private async end(row: SelectedUser, by: 'manager' | 'schedule'): Promise<void> {
    const { id: userId, account_id: accountId } = row;
    const ended = { suspended_at: null, suspended_until: null, suspension_reason: null };
    await this.users.update(accountId, userId, ended);
    await this.audit.record({
      accountId,
      action: 'user.suspension_lifted',
      target: { kind: 'user', id: userId },
      change: { state: { before: 'suspended', after: stateOf({ ...row, ...ended }) } },
    });
    const next = { ...row, version: row.version + 1 };
    await this.announcements.publish(lifecycleEvents.suspensionLifted, next, { userId, by });
  }

  private async reread(row: SelectedUser) {
    return toVersioned((await this.users.find(row.account_id, row.id)) ?? row);
  }
}

/** A second suspension changes its terms, not its beginning. */
function suspensionOf(row: SelectedUser, terms: { until: Date | null; reason: string | null }): UserChanges {
  const columns = { suspended_until: terms.until, suspension_reason: terms.reason };
  if (row.suspended_at !== null) return columns;
  const now = new Date();
  const pending = row.accepted_at === null && row.invitation_sent_at !== null;
  return { ...columns, suspended_at: now, signed_out_at: now, ...(pending ? noInvitation(row) : {}) };
}
