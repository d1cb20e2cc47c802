import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { AccessModule } from '../access/access.module.js';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { TeamChangesRepository } from './team-changes.repository.js';
import { TeamChanges } from './team-changes.service.js';
import { TeamContents } from './team-contents.service.js';
import { TeamManagementController } from './team-management.controller.js';
import { TeamReadingRepository } from './team-reading.repository.js';
import { TeamReading } from './team-reading.service.js';
import { TeamsController } from './teams.controller.js';
import { TeamsRepository } from './teams.repository.js';
import { TeamsService } from './teams.service.js';

@Module({
  imports: [AccessModule, ListsModule, PolicyModule, UsersModule],
  controllers: [TeamsController, TeamManagementController],
  providers: [
    IdempotentCommands,
    TeamChanges,
    TeamChangesRepository,
    TeamContents,
    TeamReading,
    TeamReadingRepository,
    TeamsRepository,
    TeamsService,
  ],
})
export class TeamsModule {}
