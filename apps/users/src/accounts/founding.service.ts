import { randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { accountEvents, userEvents, type accountCalls, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database, meaning } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type UsersConfig } from '../config.js';
import { mentionCandidates, searchTextOf, sortNameOf } from '../users/names.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { UsersRepository, type NewUser } from '../users/users.repository.js';
import { AccountAnnouncements } from './account-announcements.js';
import { AccountsRepository } from './accounts.repository.js';

type Foundation = RequestOf<typeof accountCalls.found>;

function ownerOf(wanted: Foundation, timezone: string, locale: string): NewUser {
  return {
    id: wanted.userId,
    accountId: wanted.accountId,
    firstName: wanted.firstName,
    lastName: wanted.lastName,
    email: wanted.email,
    role: 'owner',
    jobTitle: null,
    phone: null,
    timezone,
    timeFormat: '24h',
    locale,
    sortName: sortNameOf(wanted.firstName, wanted.lastName),
    searchText: searchTextOf(wanted),
    mentions: mentionCandidates(wanted, randomBytes(4).toString('hex')),
    invitation: null,
    teamIds: [],
    mailboxIds: [],
  };
}

/** New accounts. Who signs up has confirmed the address and chosen a password with the auth service. */
@Injectable()
export class FoundingService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly users: UsersRepository,
    private readonly accountAnnouncements: AccountAnnouncements,
    private readonly userAnnouncements: UserAnnouncements,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: UsersConfig,
  ) {}

  /** The ids decide: a repeat changes nothing. @throws AppError `email_taken`, `conflict` for ids of something else */
  async found(wanted: Foundation): Promise<void> {
    const { accountId } = wanted;
    await this.database.transaction({ accountId }, async () => {
      const timezone = wanted.timezone ?? 'Etc/UTC';
      const locale = wanted.locale ?? 'en';
      const plan = this.config.NEW_ACCOUNT_PLAN;
      const fresh = await this.accounts.insert({ id: accountId, name: wanted.accountName, plan, timezone, locale });
      if (!fresh) return this.requireSame(wanted);
      await meaning({ pk_users: () => new AppError('conflict') }, () =>
        this.users.insert(ownerOf(wanted, timezone, locale)),
      );
      await this.announce(wanted, plan);
    });
  }

  private async requireSame({ accountId, userId }: Foundation): Promise<void> {
    if ((await this.users.find(accountId, userId)) === undefined) throw new AppError('conflict');
  }

  private async announce({ accountId, userId }: Foundation, plan: UsersConfig['NEW_ACCOUNT_PLAN']): Promise<void> {
    await this.users.update(accountId, userId, { accepted_at: new Date() }, 0);
    await this.audit.record({
      accountId,
      action: 'account.created',
      target: { kind: 'account', id: accountId },
      change: { plan: { after: plan }, ownerId: { after: userId } },
    });
    await this.accountAnnouncements.publish(
      accountEvents.created,
      { id: accountId, version: 1 },
      { ownerId: userId, plan },
    );
    const owner = { id: userId, account_id: accountId, version: 1 };
    const facts = { userId, role: 'owner' as const, state: 'active' as const, invitation: null };
    await this.userAnnouncements.publish(userEvents.created, owner, facts);
  }
}
