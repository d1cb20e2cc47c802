import { Injectable } from '@nestjs/common';
import { lifecycleCalls, type Caller, type RequestOf } from '#contracts';
import { Database } from '#postgres';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { toDeletedUser } from './lifecycle.mapper.js';
import { TombstonesRepository } from './tombstones.repository.js';

/** Who was deleted, for those who may bring them back. */
@Injectable()
export class DeletedUsersService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly tombstones: TombstonesRepository,
    private readonly cursors: Cursors,
  ) {}

  async list(caller: Caller, query: RequestOf<typeof lifecycleCalls.listDeleted>) {
    const { limit, cursor, total: wantsTotal } = query;
    const bound = [caller.acc, 'deleted users'];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toRead(caller), 'users.manage');
      const rows = await this.tombstones.list(caller.acc, { limit: limit + 1, after });
      const page = pageOf({
        rows,
        limit,
        item: toDeletedUser,
        position: (row) => ({ key: row.sort_key, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return wantsTotal ? { ...page, total: await this.tombstones.count(caller.acc) } : page;
    });
  }
}
