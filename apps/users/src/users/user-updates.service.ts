import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { userCalls, userEvents, type Caller, type RequestOf, type Role } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import {
  requireDiscarding,
  requireEdit,
  requireFeature,
  requirePermission,
  requireRoleChange,
} from '../policy/user.policy.js';
import { AccessShifts } from './access-shifts.js';
import { isRevoked } from './invitation.policy.js';
import { searchTextOf, sortNameOf } from './names.js';
import { toMe, toVersioned, type SelectedUser } from './user.mapper.js';
import { UserAnnouncements } from './user-announcements.js';
import { UsersRepository, type UserChanges } from './users.repository.js';

type Update = RequestOf<typeof userCalls.update>;
type Changes = Update['changes'];

const columns = {
  firstName: 'first_name',
  lastName: 'last_name',
  jobTitle: 'job_title',
  phone: 'phone',
  timezone: 'timezone',
  timeFormat: 'time_format',
  locale: 'locale',
  mention: 'mention',
  alternateEmails: 'alternate_emails',
  role: 'role',
} as const satisfies Record<keyof Changes, string>;
const searched = new Set<keyof Changes>(['firstName', 'lastName', 'alternateEmails']);

function same(one: unknown, other: unknown): boolean {
  return Array.isArray(one) ? isDeepStrictEqual(one, other) : one === other;
}

function changed(row: SelectedUser, changes: Changes): (keyof Changes)[] {
  const fields = Object.keys(columns) as (keyof Changes)[];
  return fields.filter((field) => changes[field] !== undefined && !same(changes[field], row[columns[field]]));
}

/** @throws AppError `invalid_request` naming the alternate address that is the one to sign in with */
function requireOtherThanPrimary(row: SelectedUser, changes: Changes): void {
  const index = (changes.alternateEmails ?? []).indexOf(row.email);
  if (index < 0) return;
  const fault = { path: `alternateEmails.${index}`, code: 'primary', message: 'is the primary address' };
  throw new AppError('invalid_request', { errors: [fault] });
}

function columnsOf(row: SelectedUser, changes: Changes, fields: readonly (keyof Changes)[]): UserChanges {
  const set: UserChanges = Object.fromEntries(fields.map((field) => [columns[field], changes[field]]));
  // What was chosen for somebody was chosen for their role: a demotion must not leave them with more.
  if (fields.includes('role')) set['permissions'] = null;
  if (!fields.some((field) => searched.has(field))) return set;
  const firstName = changes.firstName ?? row.first_name;
  const lastName = changes.lastName ?? row.last_name;
  const alternateEmails = changes.alternateEmails ?? row.alternate_emails;
  return {
    ...set,
    sort_name: sortNameOf(firstName, lastName),
    search_text: searchTextOf({ firstName, lastName, email: row.email, alternateEmails }),
  };
}

/** Changing people. */
@Injectable()
export class UserUpdates {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
    private readonly accessShifts: AccessShifts,
    private readonly audit: AuditTrail,
    private readonly offers: OfferEndings,
  ) {}

  async update(caller: Caller, { userId, expectedVersion, changes }: Update) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      if (changes.role !== undefined) this.users.holdAccess(caller.acc);
      const target = await this.lockTarget(caller, userId);
      const { actor, row } = target;
      const fields = changed(row, changes);
      await this.decide(actor, row, changes);
      requireOtherThanPrimary(row, changes);
      if (expectedVersion !== undefined && expectedVersion !== row.version) throw new AppError('stale');
      if (fields.length === 0) return toVersioned(row);
      await this.write(row, changes, fields);
      // Nobody but an administrator has an offer, and nobody is given the role that they have.
      if (fields.includes('role')) await this.offers.endOf(row, { reason: 'role_changed', by: actor.id });
      return toVersioned(await this.reread(caller.acc, userId));
    });
  }

  /** Turns the caller active; the event of the acceptance does the same when this call never comes. */
  async arrive(caller: Caller, arrival: RequestOf<typeof userCalls.arrive>) {
    const { timezone, timeFormat, invitationVersion } = arrival;
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const row = await this.users.lock(caller.acc, caller.sub);
      if (row === undefined) throw new AppError('unauthenticated');
      if (isRevoked(row, invitationVersion)) throw new AppError('link_invalid');
      const now = new Date();
      const chosen = {
        ...(timezone === undefined ? {} : { timezone }),
        ...(timeFormat === undefined ? {} : { time_format: timeFormat }),
      };
      // The event of the acceptance may have been quicker; what the person chose counts all the same.
      const active = await this.activate(row, { last_sign_in_at: now, last_active_at: now });
      await this.choose(active, chosen);
      return toMe(await this.reread(caller.acc, caller.sub), await this.actors.toRead(caller));
    });
  }

  /** Must run in a transaction that holds the row. Does nothing to who is active already. @returns the row after it */
  async activate(row: SelectedUser, further: UserChanges): Promise<SelectedUser> {
    if (row.accepted_at !== null) return row;
    await this.users.update(row.account_id, row.id, { ...further, accepted_at: new Date() });
    const active = { ...row, version: row.version + 1 };
    await this.announcements.publish(userEvents.activated, active, { userId: row.id });
    return active;
  }

  private async choose(row: SelectedUser, chosen: { timezone?: string; time_format?: '12h' | '24h' }): Promise<void> {
    const changes = Object.fromEntries(
      Object.entries(chosen).filter(([column, value]) => row[column as keyof typeof chosen] !== value),
    );
    if (Object.keys(changes).length === 0) return;
    await this.users.update(row.account_id, row.id, changes);
    const changedFields = Object.keys(changes).map((column) => (column === 'timezone' ? 'timezone' : 'timeFormat'));
    const next = { ...row, version: row.version + 1 };
    await this.announcements.publish(userEvents.updated, next, { userId: row.id, changed: changedFields });
  }

  private async lockTarget(caller: Caller, userId: string): Promise<{ actor: Actor; row: SelectedUser }> {
    const [actor, row] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId] }),
      this.users.find(caller.acc, userId),
    ]);
    if (caller.sub !== userId) requirePermission(actor, 'users.manage');
    if (row === undefined) throw new AppError('not_found');
    return { actor, row };
  }

  private async decide(actor: Actor, row: SelectedUser, changes: Changes): Promise<void> {
    requireEdit(actor, row);
    if (changes.role === undefined || changes.role === row.role) return;
    requireRoleChange(actor, row, changes.role);
    if (await this.users.hasOwnPermissions(row.account_id, row.id)) requireDiscarding(actor, row);
    if (changes.role === 'light_user') requireFeature(actor.plan, 'light_users');
  }

  private async write(row: SelectedUser, changes: Changes, fields: readonly (keyof Changes)[]): Promise<void> {
    const { account_id: accountId, id } = row;
    const role = fields.includes('role') ? changes.role : undefined;
    const others = fields.filter((field) => field !== 'role');
    if (changes.mention !== undefined) await this.users.changeMention(accountId, id, changes.mention);
    const events = (others.length > 0 ? 1 : 0) + (role === undefined ? 0 : 1);
    await this.users.update(accountId, id, columnsOf(row, changes, fields), events);
    await this.audit.record({
      accountId,
      action: role === undefined ? 'user.updated' : 'user.role_changed',
      target: { kind: 'user', id },
      change: Object.fromEntries(
        fields.map((field) => [field, { before: row[columns[field]], after: changes[field] }]),
      ),
    });
    // Whoever follows fields and whoever follows roles each hear of theirs.
    if (others.length > 0) {
      const next = { ...row, version: row.version + 1 };
      await this.announcements.publish(userEvents.updated, next, { userId: id, changed: others });
    }
    if (role !== undefined) await this.moveTo(role, row, row.version + events);
  }

  private async moveTo(role: Role, row: SelectedUser, version: number): Promise<void> {
    const { account_id: accountId, id } = row;
    const left = role === 'light_user' ? await this.users.leaveTeams(accountId, id) : [];
    if (role === 'administrator') await this.users.grantAllMailboxes(accountId, id);
    const change = { userId: id, from: row.role, to: role };
    await this.announcements.publish(userEvents.roleChanged, { ...row, version }, change);
    await this.announcements.movedTeams(row, left, 'removed');
    await this.accessShifts.tell(row);
  }

  private async reread(accountId: string, userId: string): Promise<SelectedUser> {
    const row = await this.users.find(accountId, userId);
    if (row === undefined) throw new AppError('not_found');
    return row;
  }
}
