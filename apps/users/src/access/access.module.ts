import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { AccessAnnouncements } from './access-announcements.js';
import { AccessExplanations } from './access-explanations.service.js';
import { AccessRepository } from './access.repository.js';
import { OwnAccess } from './own-access.js';
import { UserAccessController } from './user-access.controller.js';
import { UserAccess } from './user-access.service.js';

/** Who can use what, and why: for people themselves, and for teams and mailboxes that change it. */
@Module({
  imports: [PolicyModule, UsersModule],
  controllers: [UserAccessController],
  providers: [AccessAnnouncements, AccessExplanations, AccessRepository, OwnAccess, UserAccess],
  exports: [AccessAnnouncements, AccessRepository, OwnAccess],
})
export class AccessModule {}
