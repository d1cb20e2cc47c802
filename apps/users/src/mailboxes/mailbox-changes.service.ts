import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import type { z } from 'zod';
import {
  mailboxEvents,
  mailboxManagementCalls,
  maxPlaces,
  teamEvents,
  type Caller,
  type CreateMailboxBody,
  type EventType,
  type RequestOf,
} from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { AccessAnnouncements } from '../access/access-announcements.js';
import { AuditTrail, type Change } from '../audit/audit-trail.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requirePermission } from '../policy/user.policy.js';
import { UsersRepository } from '../users/users.repository.js';
import { MailboxChangesRepository, type HeldMailbox } from './mailbox-changes.repository.js';
import { toVersionedMailbox } from './mailbox.mapper.js';
import { MailboxesRepository } from './mailboxes.repository.js';

type Calls = typeof mailboxManagementCalls;

/** Creating, changing and deleting mailboxes. */
@Injectable()
export class MailboxChanges {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly mailboxes: MailboxesRepository,
    private readonly changes: MailboxChangesRepository,
    private readonly announcements: AccessAnnouncements,
    private readonly outbox: Outbox,
    private readonly audit: AuditTrail,
  ) {}

  /** Runs in the transaction of the command. Administrators get it as a grant like any other, which can be taken away. */
  async create(caller: Caller, { name, email }: z.infer<typeof CreateMailboxBody>) {
    const actor = await this.actorToWrite(caller, () => this.changes.managerIds(caller.acc));
    if ((await this.mailboxes.count(caller.acc, null)) >= maxPlaces) throw new AppError('limit_reached');
    const mailbox = { id: uuidv7(), account_id: caller.acc, name, email, version: 1 };
    await this.changes.insert(mailbox);
    await this.changes.grantToAdministrators(caller.acc, mailbox.id);
    await this.record(actor, mailbox, 'mailbox.created', { name: { after: name }, email: { after: email } });
    await this.publish(mailboxEvents.created, mailbox, { mailboxId: mailbox.id });
    await this.announcements.tell(actor, await this.changes.holderIds(caller.acc, mailbox.id), ['mailboxes']);
    return this.reread(mailbox);
  }

  async update(caller: Caller, { mailboxId, expectedVersion, changes }: RequestOf<Calls['update']>) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actorToWrite(caller);
      const mailbox = await this.hold(actor, mailboxId);
      if (expectedVersion !== undefined && expectedVersion !== mailbox.version) throw new AppError('stale');
      const next = { name: changes.name ?? mailbox.name, email: changes.email ?? mailbox.email };
      const changed = (['name', 'email'] as const).filter((field) => next[field] !== mailbox[field]);
      if (changed.length > 0) {
        await this.changes.update(mailbox, next);
        const fields = changed.map((field) => [field, { before: mailbox[field], after: next[field] }]);
        await this.record(actor, mailbox, 'mailbox.updated', Object.fromEntries(fields) as Change);
        const after = { ...mailbox, version: mailbox.version + 1 };
        await this.publish(mailboxEvents.updated, after, { mailboxId, changed });
      }
      return this.reread(mailbox);
    });
  }

  async delete(caller: Caller, mailboxId: string): Promise<Record<string, never>> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const actor = await this.actorToWrite(caller, () => this.changes.holderIds(caller.acc, mailboxId));
      const mailbox = await this.hold(actor, mailboxId);
      const holderIds = await this.changes.holderIds(caller.acc, mailboxId);
      const teams = await this.changes.nextTeamVersions(caller.acc, mailboxId);
      await this.changes.delete(caller.acc, mailboxId);
      await this.record(actor, mailbox, 'mailbox.deleted', {
        name: { before: mailbox.name },
        email: { before: mailbox.email },
        teamIds: { before: teams.map((team) => team.id) },
        people: { before: holderIds.length },
      });
      await this.outbox.appendAll(
        teamEvents.mailboxesChanged,
        teams.map(({ id, version }) => ({
          accountId: caller.acc,
          aggregateId: id,
          aggregateVersion: version,
          data: { teamId: id, added: [], removed: [mailboxId] },
        })),
      );
      await this.publish(mailboxEvents.deleted, { ...mailbox, version: mailbox.version + 1 }, { mailboxId });
      await this.announcements.tell(actor, holderIds, ['mailboxes']);
      return {};
    });
  }

  /** @param find whose mailboxes become others: they are held before the mailbox, once it is known that they may be */
  private async actorToWrite(caller: Caller, find: () => Promise<string[]> = async () => []): Promise<Actor> {
    this.users.holdAccess(caller.acc);
    const [reader, changed] = await Promise.all([this.actors.toRead(caller), find()]);
    requirePermission(reader, 'mailboxes.manage');
    const actor = await this.actors.toWrite(caller, { changed });
    requirePermission(actor, 'mailboxes.manage');
    return actor;
  }

  private async hold(actor: Actor, mailboxId: string): Promise<HeldMailbox> {
    const mailbox = await this.changes.hold(actor.accountId, mailboxId);
    if (mailbox === undefined) throw new AppError('not_found');
    return mailbox;
  }

  private async record(actor: Actor, { id }: HeldMailbox, action: string, change: Change): Promise<void> {
    await this.audit.record({ accountId: actor.accountId, action, target: { kind: 'mailbox', id }, change });
  }

  private async publish<E extends EventType>(type: E, mailbox: HeldMailbox, data: z.input<E['data']>): Promise<void> {
    const { id: aggregateId, account_id: accountId, version: aggregateVersion } = mailbox;
    await this.outbox.append(type, { accountId, aggregateId, aggregateVersion, data });
  }

  private async reread({ account_id: accountId, id }: HeldMailbox) {
    const row = await this.mailboxes.find(accountId, null, id);
    if (row === undefined) throw new AppError('not_found');
    return toVersionedMailbox(row);
  }
}
