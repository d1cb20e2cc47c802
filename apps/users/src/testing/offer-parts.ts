import { Outbox } from '#events';
import type { Database } from '#postgres';
import type { Pushes } from '#rpc';
import { AccountAnnouncements } from '../accounts/account-announcements.js';
import { AccountsRepository } from '../accounts/accounts.repository.js';
import { AuditTrail } from '../audit/audit-trail.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { OwnershipRepository } from '../ownership/ownership.repository.js';

/** What ends offers of the ownership. Fake: nobody hears the hints. */
export function offerEndings(database: Database, pushes: Pick<Pushes, 'send'> = { send() {} }): OfferEndings {
  const announcements = new AccountAnnouncements(database, new Outbox(database), pushes as Pushes);
  const offers = new OwnershipRepository(database);
  return new OfferEndings(offers, new AccountsRepository(database), announcements, new AuditTrail(database));
}
