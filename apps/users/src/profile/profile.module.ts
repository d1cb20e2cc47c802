import { Module } from '@nestjs/common';
import { AccessModule } from '../access/access.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { ConfirmationAddressesRepository } from './confirmation-addresses.repository.js';
import { ConfirmationLimits } from './confirmation-limits.js';
import { ConfirmationRequestsRepository } from './confirmation-requests.repository.js';
import { ConfirmationsController } from './confirmations.controller.js';
import { ConfirmedLinks } from './confirmed-links.js';
import { ProfileAccess } from './profile-access.js';
import { UserFacts } from './user-facts.js';

/** What the features of a person's profile share. */
@Module({
  imports: [AccessModule, PolicyModule, UsersModule],
  controllers: [ConfirmationsController],
  providers: [
    ConfirmationAddressesRepository,
    ConfirmationLimits,
    ConfirmationRequestsRepository,
    ConfirmedLinks,
    ProfileAccess,
    UserFacts,
  ],
  exports: [ConfirmationLimits, ConfirmedLinks, ProfileAccess, UserFacts],
})
export class ProfileModule {}
