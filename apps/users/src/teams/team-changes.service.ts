import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import { maxPlaces, teamEvents, type Caller, type CreateTeamBody, type EventType } from '#contracts';
import { teamManagementCalls, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { AccessAnnouncements } from '../access/access-announcements.js';
import { difference } from '../access/difference.js';
import { AuditTrail, type Change } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireFeature, requirePermission } from '../policy/user.policy.js';
import { UsersRepository } from '../users/users.repository.js';
import { TeamChangesRepository, type HeldTeam } from './team-changes.repository.js';
import { TeamContents } from './team-contents.service.js';
import { teamHandles } from './team-handles.js';
import { toVersionedTeam } from './team.mapper.js';
import { TeamsRepository } from './teams.repository.js';

type Calls = typeof teamManagementCalls;
/** Whose teams or mailboxes become others: they are held before the team, once it is known that they may be. */
type FindPeople = () => Promise<readonly string[]>;

function requireTeams(actor: Actor): void {
  requirePermission(actor, 'teams.manage');
  requireFeature(actor.plan, 'teams');
}

/** Creating, changing and deleting teams. */
@Injectable()
export class TeamChanges {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly teams: TeamsRepository,
    private readonly changes: TeamChangesRepository,
    private readonly contents: TeamContents,
    private readonly announcements: AccessAnnouncements,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** Runs in the transaction of the command. */
  async create(caller: Caller, wanted: z.infer<typeof CreateTeamBody>) {
    const actor = await this.actorToWrite(caller, async () => wanted.userIds ?? []);
    if ((await this.teams.count(caller.acc)) >= maxPlaces) throw new AppError('limit_reached');
    const team = await this.insert(actor, wanted);
    await this.record(actor, team, 'team.created', { name: { after: team.name }, mention: { after: team.mention } });
    await this.publish(teamEvents.created, team, { teamId: team.id });
    await this.contents.setMailboxes(actor, team, wanted.mailboxIds ?? []);
    await this.contents.setMembers(actor, team, wanted.userIds ?? []);
    return this.reread(team);
  }

  async update(caller: Caller, { teamId, expectedVersion, changes }: RequestOf<Calls['update']>) {
    return this.change(caller, { teamId, expectedVersion, find: async () => [] }, async (actor, team) => {
      const { name = team.name, mention = team.mention } = changes;
      const changed = [...(name === team.name ? [] : ['name']), ...(mention === team.mention ? [] : ['mention'])];
      if (changed.length === 0) return;
      await this.changes.update(team, { name, mention });
      const [next] = await this.users.nextTeamVersions(actor.accountId, [team.id]);
      const fields = { name: { before: team.name, after: name }, mention: { before: team.mention, after: mention } };
      const kept = Object.fromEntries(Object.entries(fields).filter(([field]) => changed.includes(field)));
      await this.record(actor, team, 'team.updated', kept);
      await this.publish(teamEvents.updated, { ...team, ...next }, { teamId, changed });
    });
  }

  async setMembers(caller: Caller, { teamId, expectedVersion, userIds }: RequestOf<Calls['setMembers']>) {
    const find = async () => {
      const { added, removed } = difference(await this.changes.memberIds(caller.acc, teamId), userIds);
      return [...added, ...removed];
    };
    return this.change(caller, { teamId, expectedVersion, find }, (actor, team) =>
      this.contents.setMembers(actor, team, userIds),
    );
  }

  async setMailboxes(caller: Caller, { teamId, expectedVersion, mailboxIds }: RequestOf<Calls['setMailboxes']>) {
    const find = () => this.changes.memberIds(caller.acc, teamId);
    return this.change(caller, { teamId, expectedVersion, find }, (actor, team) =>
      this.contents.setMailboxes(actor, team, mailboxIds),
    );
  }

  async delete(caller: Caller, teamId: string): Promise<Record<string, never>> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actorToWrite(caller, () => this.changes.memberIds(caller.acc, teamId));
      const team = await this.hold(actor, teamId);
      const memberIds = await this.changes.memberIds(caller.acc, teamId);
      const mailboxIds = await this.changes.mailboxIds(caller.acc, teamId);
      await this.changes.delete(caller.acc, teamId);
      await this.announcements.tell(actor, memberIds, mailboxIds.length > 0 ? ['teams', 'mailboxes'] : ['teams']);
      const before = { name: team.name, mention: team.mention, memberIds, mailboxIds };
      const gone = Object.fromEntries(Object.entries(before).map(([field, value]) => [field, { before: value }]));
      await this.record(actor, team, 'team.deleted', gone);
      await this.publish(teamEvents.deleted, { ...team, version: team.version + 1 }, { teamId });
      return {};
    });
  }

  private async change(
    caller: Caller,
    { teamId, expectedVersion, find }: { teamId: string; expectedVersion: number | undefined; find: FindPeople },
    work: (actor: Actor, team: HeldTeam) => Promise<void>,
  ) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actorToWrite(caller, find);
      const team = await this.hold(actor, teamId);
      if (expectedVersion !== undefined && expectedVersion !== team.version) throw new AppError('stale');
      await work(actor, team);
      return this.reread(team);
    });
  }

  private async actorToWrite(caller: Caller, find: FindPeople): Promise<Actor> {
    this.users.holdAccess(caller.acc);
    const [reader, changed] = await Promise.all([this.actors.toRead(caller), find()]);
    requireTeams(reader);
    const actor = await this.actors.toWrite(caller, { changed });
    requireTeams(actor);
    return actor;
  }

  private async hold(actor: Actor, teamId: string): Promise<HeldTeam> {
    const team = await this.changes.hold(actor.accountId, teamId);
    if (team === undefined) throw new AppError('not_found');
    return team;
  }

  /** A user may take the same derived handle in the same moment: then the next one is tried. */
  private async insert(actor: Actor, { name, mention }: { name: string; mention?: string | undefined }) {
    const handles = mention === undefined ? teamHandles(name, randomBytes(4).toString('hex')) : [mention];
    const team = { id: uuidv7(), accountId: actor.accountId, name };
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const row = await this.changes.insert(team, handles);
      if (row !== undefined) return row;
    }
    throw new AppError('mention_taken');
  }

  private async record(actor: Actor, team: HeldTeam, action: string, change: Change): Promise<void> {
    await this.audit.record({ accountId: actor.accountId, action, target: { kind: 'team', id: team.id }, change });
  }

  private async publish<E extends EventType>(type: E, team: HeldTeam, data: z.input<E['data']>): Promise<void> {
    const { id: aggregateId, account_id: accountId, version: aggregateVersion } = team;
    await this.outbox.append(type, { accountId, aggregateId, aggregateVersion, data });
  }

  private async reread(team: HeldTeam) {
    const row = await this.teams.find(team.account_id, team.id);
    if (row === undefined) throw new AppError('not_found');
    return toVersionedTeam(row);
  }
}
