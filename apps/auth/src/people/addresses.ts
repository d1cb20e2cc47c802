import { Injectable } from '@nestjs/common';
import { credentialEvents } from '#contracts';
import { Outbox } from '#events';
import { IdentitiesRepository, type PutIdentity } from '../identities/identities.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';

/** Whom addresses belong to, and the blocks that they bring along. */
@Injectable()
export class Addresses {
  constructor(
    private readonly identities: IdentitiesRepository,
    private readonly limits: LimitsRepository,
    private readonly outbox: Outbox,
  ) {}

  /** Must run in a transaction. Does nothing when newer is known. */
  async put(person: PutIdentity): Promise<void> {
    // A first version takes the place of no address.
    const before = person.version > 1 ? await this.identities.holdAddress(person.userId) : undefined;
    await this.identities.put(person);
    if (before === undefined || before.version >= person.version || before.email === person.email) return;
    await this.beginAnew(person, before.email);
  }

  /**
   * What strangers tried at the new address was at nobody's; what they tried at the old one binds its person no more.
   * Only at the change itself: a block that comes after it stays, however often the person is heard of.
   */
  private async beginAnew({ userId, accountId, email }: PutIdentity, before: string): Promise<void> {
    await this.limits.unlock(email);
    if (!(await this.limits.unlock(before))) return;
    const aggregateVersion = await this.identities.nextVersion(userId);
    // Of somebody without a password nobody was told that they were blocked.
    if (aggregateVersion === 0) return;
    const about = { accountId, aggregateId: userId, aggregateVersion };
    await this.outbox.append(credentialEvents.unlocked, { ...about, data: { userId } });
  }
}
