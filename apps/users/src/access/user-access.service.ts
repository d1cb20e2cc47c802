import { Injectable } from '@nestjs/common';
import { userAccessCalls, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireEdit, requireFeature, requirePermission } from '../policy/user.policy.js';
import { SeatsRepository } from '../users/seats.repository.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository } from '../users/users.repository.js';
import { AccessAnnouncements } from './access-announcements.js';
import { refuseLightUsers, refuseUnknown } from './access.errors.js';
import { AccessRepository } from './access.repository.js';
import { difference, isEmpty, type Difference } from './difference.js';

type Calls = typeof userAccessCalls;
interface Target {
  actor: Actor;
  row: SelectedUser;
}

/** The mailboxes and teams of one person. */
@Injectable()
export class UserAccess {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly seats: SeatsRepository,
    private readonly access: AccessRepository,
    private readonly accessAnnouncements: AccessAnnouncements,
    private readonly userAnnouncements: UserAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  async mailboxes(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { row } = await this.toRead(caller, userId);
      return this.mailboxesOf(row);
    });
  }

  async teams(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { actor, row } = await this.toRead(caller, userId);
      requireFeature(actor.plan, 'teams');
      return { teamIds: row.team_ids, version: row.version };
    });
  }

  /** Direct grants alone: what teams give stays. */
  async setMailboxes(caller: Caller, { userId, expectedVersion, mailboxIds }: RequestOf<Calls['setMailboxes']>) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { actor, row } = await this.toWrite(caller, { userId, expectedVersion });
      const before = await this.access.directMailboxes(caller.acc, userId);
      const change = difference(before, mailboxIds);
      const known = await this.access.knownMailboxes(caller.acc, mailboxIds);
      refuseUnknown('mailboxIds', mailboxIds, (id) => known.has(id));
      if (isEmpty(change)) return this.mailboxesOf(row);
      await this.access.changeDirect(caller.acc, userId, change);
      await this.record({ actor, row }, 'mailboxes', { before, after: mailboxIds });
      await this.accessAnnouncements.tell(actor, [userId], ['mailboxes']);
      return this.mailboxesOf(await this.reread(row));
    });
  }

  async setTeams(caller: Caller, { userId, expectedVersion, teamIds }: RequestOf<Calls['setTeams']>) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { actor, row } = await this.toWrite(caller, { userId, expectedVersion });
      requireFeature(actor.plan, 'teams');
      const change = difference(row.team_ids, teamIds);
      const known = await this.access.knownTeams(caller.acc, teamIds);
      refuseUnknown('teamIds', teamIds, (id) => known.has(id));
      if (isEmpty(change)) return { teamIds: row.team_ids, version: row.version };
      refuseLightUsers('teamIds', teamIds, () => row.role === 'light_user');
      await this.access.changeTeams(caller.acc, userId, change);
      await this.record({ actor, row }, 'teams', { before: row.team_ids, after: teamIds });
      await this.tellTeams(row, change);
      const after = await this.announceMove({ actor, row });
      return { teamIds: after.team_ids, version: after.version };
    });
  }

  private async toRead(caller: Caller, userId: string): Promise<Target> {
    const actor = await this.actors.toRead(caller);
    if (actor.id !== userId) requirePermission(actor, 'users.manage');
    const row = await this.users.find(caller.acc, userId);
    if (row === undefined) throw new AppError('not_found');
    return { actor, row };
  }

  /** Nobody but the owner, who has all in any case, changes their own. */
  private async toWrite(
    caller: Caller,
    { userId, expectedVersion }: { userId: string; expectedVersion: number | undefined },
  ): Promise<Target> {
    this.users.holdAccess(caller.acc);
    const [actor, row] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId] }),
      this.users.find(caller.acc, userId),
    ]);
    requirePermission(actor, 'users.manage');
    if (actor.id === userId && actor.role !== 'owner') throw new AppError('forbidden');
    if (row === undefined) throw new AppError('not_found');
    requireEdit(actor, row);
    if (expectedVersion !== undefined && expectedVersion !== row.version) throw new AppError('stale');
    return { actor, row };
  }

  private async tellTeams(row: SelectedUser, { added, removed }: Difference): Promise<void> {
    const teams = await this.users.nextTeamVersions(row.account_id, [...added, ...removed]);
    const joined = new Set(added);
    const isJoined = ({ id }: { id: string }): boolean => joined.has(id);
    await this.userAnnouncements.movedTeams(row, teams.filter(isJoined), 'added');
    await this.userAnnouncements.movedTeams(
      row,
      teams.filter((team) => !isJoined(team)),
      'removed',
    );
  }

  /** Mailboxes may have come or gone with the teams. */
  private async announceMove({ actor, row }: Target): Promise<SelectedUser> {
    const { mailbox_ids: now } = await this.reread(row);
    const kinds: ('teams' | 'mailboxes')[] = isEmpty(difference(row.mailbox_ids, now))
      ? ['teams']
      : ['teams', 'mailboxes'];
    await this.accessAnnouncements.tell(actor, [row.id], kinds);
    return this.reread(row);
  }

  private async record(
    { actor, row }: Target,
    what: 'mailboxes' | 'teams',
    change: { before: readonly string[]; after: readonly string[] },
  ): Promise<void> {
    await this.audit.record({
      accountId: actor.accountId,
      action: `user.${what}_changed`,
      target: { kind: 'user', id: row.id },
      change: { [what]: change },
    });
  }

  private async mailboxesOf({ account_id: accountId, id, role, version }: SelectedUser) {
    return { items: await this.seats.mailboxSources({ accountId, id, role }), version };
  }

  private async reread(row: SelectedUser): Promise<SelectedUser> {
    const found = await this.users.find(row.account_id, row.id);
    if (found === undefined) throw new AppError('not_found');
    return found;
  }
}
