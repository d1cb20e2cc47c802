import { Injectable } from '@nestjs/common';
import { credentialEvents, type Caller, type Person } from '#contracts';
import { Outbox } from '#events';
import { Endings } from '../endings/endings.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { MailRequestsRepository } from '../requests/mail-requests.repository.js';

type Owner = Pick<Person, 'id' | 'accountId' | 'email'>;

/** What follows from a new password, in the transaction that sets it. */
@Injectable()
export class PasswordNews {
  constructor(
    private readonly endings: Endings,
    private readonly limits: LimitsRepository,
    private readonly mails: MailRequestsRepository,
    private readonly identities: IdentitiesRepository,
    private readonly outbox: Outbox,
  ) {}

  async reset(owner: Owner, version: number): Promise<void> {
    await this.tell(owner, version, 'reset');
    const { id: userId, accountId } = owner;
    await this.endings.apply({ cause: 'password_reset', accountId, userId });
  }

  async changed(owner: Owner, version: number, { sid: sessionId }: Caller): Promise<void> {
    await this.tell(owner, version, 'change');
    const { id: userId, accountId } = owner;
    await this.endings.apply({ cause: 'password_changed', accountId, userId, sessionId });
  }

  private async tell(owner: Owner, aggregateVersion: number, via: 'reset' | 'change'): Promise<void> {
    const { id: userId, accountId } = owner;
    const about = { accountId, aggregateId: userId };
    await this.outbox.append(credentialEvents.passwordSet, { ...about, aggregateVersion, data: { userId, via } });
    await this.mails.forgetResets(owner.email);
    if (!(await this.limits.unlock(owner.email))) return;
    const next = await this.identities.nextVersion(userId);
    await this.outbox.append(credentialEvents.unlocked, { ...about, aggregateVersion: next, data: { userId } });
  }
}
