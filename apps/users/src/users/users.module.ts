import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { ListsModule } from '../lists/lists.module.js';
import { OffersModule } from '../ownership/offers.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { AccessShifts } from './access-shifts.js';
import { InvitationsService } from './invitations.service.js';
import { SeatsRepository } from './seats.repository.js';
import { UserAnnouncements } from './user-announcements.js';
import { UserCreation } from './user-creation.service.js';
import { UserReading } from './user-reading.service.js';
import { UserUpdates } from './user-updates.service.js';
import { UsersController } from './users.controller.js';
import { UsersRepository } from './users.repository.js';

@Module({
  imports: [ListsModule, OffersModule, PolicyModule],
  controllers: [UsersController],
  providers: [
    AccessShifts,
    IdempotentCommands,
    InvitationsService,
    SeatsRepository,
    UserAnnouncements,
    UserCreation,
    UserReading,
    UsersRepository,
    UserUpdates,
  ],
  exports: [
    AccessShifts,
    InvitationsService,
    OffersModule,
    SeatsRepository,
    UserAnnouncements,
    UsersRepository,
    UserUpdates,
  ],
})
export class UsersModule {}
