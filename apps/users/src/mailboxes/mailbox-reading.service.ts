import { Injectable } from '@nestjs/common';
import { mailboxManagementCalls, type Caller, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { toNames, toPersonInPlace } from '../access/person-in-place.mapper.js';
import { Cursors } from '../lists/cursor.js';
import { pageOf } from '../lists/page.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { can, requirePermission } from '../policy/user.policy.js';
import { MailboxReadingRepository } from './mailbox-reading.repository.js';
import { toVersionedMailbox } from './mailbox.mapper.js';
import { MailboxesRepository } from './mailboxes.repository.js';

type Calls = typeof mailboxManagementCalls;

function handsOut(actor: Actor): boolean {
  return can(actor, 'mailboxes.manage') || can(actor, 'users.manage');
}

function toNamed({ id, name }: { id: string; name: string }) {
  return { id, name };
}

/** What may be seen of one mailbox. */
@Injectable()
export class MailboxReading {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly reading: MailboxReadingRepository,
    private readonly cursors: Cursors,
  ) {}

  /** Any for those who hand them out, otherwise one that the caller can use: as the list is. */
  async get(caller: Caller, mailboxId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actors.toRead(caller);
      return toVersionedMailbox(await this.find(caller.acc, handsOut(actor) ? null : actor.id, mailboxId));
    });
  }

  /** Suspended people keep what they were granted, so they are in the list, with their state. */
  async users(caller: Caller, { mailboxId, limit, cursor, total: wantsTotal }: RequestOf<Calls['users']>) {
    const bound = [caller.acc, 'mailbox-users', mailboxId];
    const after = cursor === undefined ? undefined : this.cursors.read(cursor, bound);
    return this.database.transaction({ accountId: caller.acc }, async () => {
      if (!handsOut(await this.actors.toRead(caller))) throw new AppError('forbidden');
      await this.find(caller.acc, null, mailboxId);
      const rows = await this.reading.users(caller.acc, mailboxId, { limit: limit + 1, after });
      const page = pageOf({
        rows,
        limit,
        item: (row) => ({ ...toPersonInPlace(row), sources: row.sources }),
        position: (row) => ({ key: row.sort_name, id: row.id }),
        cursors: this.cursors,
        list: bound,
      });
      return wantsTotal ? { ...page, total: await this.reading.countUsers(caller.acc, mailboxId) } : page;
    });
  }

  async deletionPreview(caller: Caller, mailboxId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      requirePermission(await this.actors.toRead(caller), 'mailboxes.manage');
      await this.find(caller.acc, null, mailboxId);
      return {
        people: toNames(await this.reading.userNames(caller.acc, mailboxId), toNamed),
        teams: toNames(await this.reading.teamNames(caller.acc, mailboxId), toNamed),
        directGrants: await this.reading.countDirectGrants(caller.acc, mailboxId),
      };
    });
  }

  private async find(accountId: string, visibleTo: string | null, mailboxId: string) {
    const row = await this.mailboxes.find(accountId, visibleTo, mailboxId);
    if (row === undefined) throw new AppError('not_found');
    return row;
  }
}
