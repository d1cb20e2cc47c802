import { Module } from '@nestjs/common';
import { AccountFactsModule } from '../accounts/account-facts.module.js';
import { OfferEndings } from './offer-endings.js';
import { OwnershipRepository } from './ownership.repository.js';

/** The open offer of an account, for what ends it. */
@Module({
  imports: [AccountFactsModule],
  providers: [OfferEndings, OwnershipRepository],
  exports: [OfferEndings, OwnershipRepository],
})
export class OffersModule {}
