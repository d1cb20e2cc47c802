import { Injectable } from '@nestjs/common';
import { mailboxCalls, type Caller, type RequestOf } from '#contracts';
import { Database } from '#postgres';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { can } from '../policy/user.policy.js';
import { toMailbox } from './mailbox.mapper.js';
import { MailboxesRepository } from './mailboxes.repository.js';

@Injectable()
export class MailboxesService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly cursors: Cursors,
  ) {}

  /** All for those who hand them out, otherwise those that one can use. */
  async list(caller: Caller, { limit, cursor, total: wantsTotal, q }: RequestOf<typeof mailboxCalls.list>) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      const all = can(actor, 'mailboxes.manage') || can(actor, 'users.manage');
      const visibleTo = all ? null : actor.id;
      const bound = [caller.acc, 'mailboxes', visibleTo, q];
      const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
      const rows = await this.mailboxes.list(caller.acc, visibleTo, { limit: limit + 1, after, q });
      const page = pageOf({
        rows,
        limit,
        item: toMailbox,
        position: (row) => ({ key: row.name, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return wantsTotal ? { ...page, total: await this.mailboxes.count(caller.acc, visibleTo, q) } : page;
    });
  }
}
