import { Injectable } from '@nestjs/common';
import { teamManagementCalls, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { toNames, toPersonInPlace } from '../access/person-in-place.mapper.js';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { can, requireFeature, requirePermission } from '../policy/user.policy.js';
import { TeamReadingRepository, type Named } from './team-reading.repository.js';
import { toVersionedTeam } from './team.mapper.js';
import { TeamsRepository } from './teams.repository.js';

type Calls = typeof teamManagementCalls;

function toNamed({ id, name }: Named): Named {
  return { id, name };
}

/** What may be seen of one team. */
@Injectable()
export class TeamReading {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly teams: TeamsRepository,
    private readonly reading: TeamReadingRepository,
    private readonly cursors: Cursors,
  ) {}

  /** For everybody, as the list is. */
  async get(caller: Caller, teamId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requireFeature((await this.actors.toRead(caller)).plan, 'teams');
      return toVersionedTeam(await this.find(caller.acc, teamId));
    });
  }

  async members(caller: Caller, { teamId, limit, cursor, total: wantsTotal }: RequestOf<Calls['members']>) {
    const bound = [caller.acc, 'team-members', teamId];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      if (!can(actor, 'users.manage')) requirePermission(actor, 'teams.manage');
      requireFeature(actor.plan, 'teams');
      const team = await this.find(caller.acc, teamId);
      const rows = await this.reading.members(caller.acc, teamId, { limit: limit + 1, after });
      const page = pageOf({
        rows,
        limit,
        item: toPersonInPlace,
        position: (row) => ({ key: row.sort_name, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return wantsTotal ? { ...page, total: team.member_count } : page;
    });
  }

  async deletionPreview(caller: Caller, teamId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      requirePermission(actor, 'teams.manage');
      requireFeature(actor.plan, 'teams');
      await this.find(caller.acc, teamId);
      const members = toNames(await this.reading.memberNames(caller.acc, teamId), toNamed);
      const mailboxes = toNames(await this.reading.mailboxNames(caller.acc, teamId), toNamed);
      const losingAccess = toNames(await this.reading.losingAccess(caller.acc, teamId), (row) => ({
        ...toNamed(row),
        mailboxes: { total: row.mailbox_count, items: row.mailboxes },
      }));
      return { members, mailboxes, losingAccess };
    });
  }

  private async find(accountId: string, teamId: string) {
    const row = await this.teams.find(accountId, teamId);
    if (row === undefined) throw new AppError('not_found');
    return row;
  }
}
