import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import {
  autoBccCalls,
  autoBccEvents,
  lifecycleEvents,
  type AutoBcc,
  type Caller,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { ConfirmationLimits } from '../profile/confirmation-limits.js';
import { ConfirmedLinks, type ConfirmedLink } from '../profile/confirmed-links.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { AutoBccRepository, type SelectedAutoBcc } from './auto-bcc.repository.js';

/** How long the link of the mail works. */
const validForMs = 24 * 3_600_000;

function toAutoBcc(rows: readonly SelectedAutoBcc[]): AutoBcc {
  return { addresses: rows.map(({ address, confirmed }) => ({ address, confirmed })) };
}

function confirmedOf(rows: readonly SelectedAutoBcc[]): string[] {
  return rows.filter(({ confirmed }) => confirmed).map(({ address }) => address);
}

/** Addresses that get blind copies of what a user sends. */
@Injectable()
export class AutoBccService {
  constructor(
    private readonly database: Database,
    private readonly access: ProfileAccess,
    private readonly users: UsersRepository,
    private readonly addresses: AutoBccRepository,
    private readonly limits: ConfirmationLimits,
    private readonly links: ConfirmedLinks,
    private readonly facts: UserFacts,
    private readonly audit: AuditTrail,
  ) {}

  async get(caller: Caller, userId: string): Promise<AutoBcc> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      await this.access.toRead(caller, userId);
      return toAutoBcc(await this.addresses.list(caller.acc, userId));
    });
  }

  async set(caller: Caller, { userId, addresses }: RequestOf<typeof autoBccCalls.set>): Promise<AutoBcc> {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { row } = await this.access.toWrite(caller, userId);
      const before = await this.addresses.list(caller.acc, userId);
      const asked = await this.ask(row, before, addresses);
      await this.addresses.keep(caller.acc, userId, addresses);
      const after = await this.addresses.list(caller.acc, userId);
      if (!isDeepStrictEqual(confirmedOf(before), confirmedOf(after))) {
        await this.facts.publish(asked, { type: autoBccEvents.changed, data: { userId } });
      }
      await this.record(row, { before, after });
      return toAutoBcc(after);
    });
  }

  async confirm({ token, origin }: RequestOf<typeof autoBccCalls.confirm>) {
    const link = await this.links.inspect({ token, purpose: 'auto_bcc', origin });
    await this.database.transaction({ accountId: link.accountId }, () => this.apply(link));
    return {};
  }

  async effective({ accountId, userIds }: RequestOf<typeof autoBccCalls.effective>) {
    const users = await this.database.transaction({ accountId }, () => this.addresses.effective(accountId, userIds));
    return { users } satisfies ResponseOf<typeof autoBccCalls.effective>;
  }

  /** Asks for what is new or was never answered in time. @returns the row in its next version */
  private async ask(row: SelectedUser, known: readonly SelectedAutoBcc[], wanted: readonly string[]) {
    const settled = new Set(known.filter((one) => one.confirmed || one.waiting).map(({ address }) => address));
    let next = row;
    // In one order everywhere: the limits hold each address until the end of the transaction.
    for (const address of wanted.filter((one) => !settled.has(one)).sort()) {
      const id = known.find((one) => one.address === address)?.id ?? uuidv7();
      next = await this.askOne(next, { id, address });
    }
    return next;
  }

  private async askOne(row: SelectedUser, { id, address }: { id: string; address: string }): Promise<SelectedUser> {
    const { id: userId, account_id: accountId } = row;
    await this.limits.take({ accountId, userId, address });
    const expiresAt = new Date(Date.now() + validForMs);
    await this.addresses.ask({ id, accountId, userId, address, expiresAt });
    return this.facts.publish(row, {
      type: lifecycleEvents.confirmationRequested,
      data: { userId, purpose: 'auto_bcc', subjectId: id, expiresAt: expiresAt.toISOString() },
    });
  }

  private async apply({ accountId, userId, subjectId }: ConfirmedLink): Promise<void> {
    const row = await this.users.lock(accountId, userId);
    if (row === undefined || row.suspended_at !== null) throw new AppError('link_invalid');
    const before = await this.addresses.list(accountId, userId);
    const address = await this.addresses.confirm(accountId, userId, subjectId);
    if (address === undefined) throw new AppError('link_invalid');
    await this.record(row, { before, after: await this.addresses.list(accountId, userId) });
    await this.facts.publish(row, { type: autoBccEvents.changed, data: { userId } });
  }

  private async record(
    { id, account_id: accountId }: SelectedUser,
    lists: { before: readonly SelectedAutoBcc[]; after: readonly SelectedAutoBcc[] },
  ): Promise<void> {
    const [before, after] = [toAutoBcc(lists.before).addresses, toAutoBcc(lists.after).addresses];
    if (isDeepStrictEqual(before, after)) return;
    const change = { addresses: { before, after } };
    await this.audit.record({ accountId, action: 'user.auto_bcc_changed', target: { kind: 'user', id }, change });
  }
}
