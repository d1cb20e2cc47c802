import { Module } from '@nestjs/common';
import { AccountAnnouncements } from './account-announcements.js';
import { AccountsRepository } from './accounts.repository.js';

/** Writing to an account and saying so, for everything that happens to it. */
@Module({
  providers: [AccountAnnouncements, AccountsRepository],
  exports: [AccountAnnouncements, AccountsRepository],
})
export class AccountFactsModule {}
