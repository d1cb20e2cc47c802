import { Injectable } from '@nestjs/common';
import { ownershipEvents, type OfferEnding } from '#contracts';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { OwnershipRepository, type Transfer } from './ownership.repository.js';

interface Ending {
  reason: OfferEnding;
  /** Who ended it, or did what ended it. */
  by: string;
}

/** Offers of the ownership that end before somebody accepts them. */
@Injectable()
export class OfferEndings {
  constructor(
    private readonly offers: OwnershipRepository,
    private readonly accounts: AccountsRepository,
    private readonly announcements: AccountAnnouncements,
    private readonly audit: AuditTrail,
  ) {}

  /**
   * Ends the offer that is made to somebody, if there is one. Must run in a transaction that holds the person: an
   * acceptance holds them too, and comes before or after the whole.
   * @param ending.at when it happened, for what is told later: an offer made since goes on
   */
  async endOf(
    { id, account_id: accountId }: { id: string; account_id: string },
    { at, ...ending }: Ending & { at?: Date },
  ): Promise<void> {
    const transfer = await this.offers.closeTo(accountId, id, at);
    if (transfer !== undefined) await this.tell(accountId, transfer, ending);
  }

  /** Ends an offer that is held. */
  async end(accountId: string, transfer: Transfer, ending: Ending): Promise<void> {
    await this.offers.close(accountId);
    await this.tell(accountId, transfer, ending);
  }

  private async tell(accountId: string, transfer: Transfer, { reason, by }: Ending): Promise<void> {
    const { from_user_id: from, to_user_id: to } = transfer;
    await this.audit.record({
      accountId,
      action: 'account.ownership_transfer_withdrawn',
      target: { kind: 'account', id: accountId },
      change: { offeredTo: { before: to }, reason: { after: reason } },
    });
    const account = await this.accounts.update(accountId, {}, 1);
    await this.announcements.publish(ownershipEvents.withdrawn, account, { from, to, by, reason });
  }
}
