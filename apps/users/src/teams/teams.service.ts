import { Injectable } from '@nestjs/common';
import { teamCalls, type Caller, type RequestOf } from '#contracts';
import { Database } from '#postgres';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requireFeature } from '../policy/user.policy.js';
import { toTeam } from './team.mapper.js';
import { TeamsRepository } from './teams.repository.js';

@Injectable()
export class TeamsService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly teams: TeamsRepository,
    private readonly cursors: Cursors,
  ) {}

  /** Teams are visible to everybody of the account: one mentions and assigns them. */
  async list(caller: Caller, { limit, cursor, total: wantsTotal, q }: RequestOf<typeof teamCalls.list>) {
    const bound = [caller.acc, 'teams', q];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requireFeature((await this.actors.toRead(caller)).plan, 'teams');
      const rows = await this.teams.list(caller.acc, { limit: limit + 1, after, q });
      const page = pageOf({
        rows,
        limit,
        item: toTeam,
        position: (row) => ({ key: row.name, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return wantsTotal ? { ...page, total: await this.teams.count(caller.acc, q) } : page;
    });
  }
}
