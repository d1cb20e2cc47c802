import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { ApiDecisionsController } from './api-decisions.controller.js';
import { ApiDecisions } from './api-decisions.service.js';
import { DecisionsService } from './decisions.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleRepository } from './people.repository.js';
import { RosterController } from './roster.controller.js';
import { RosterRepository } from './roster.repository.js';
import { RosterService } from './roster.service.js';

@Module({
  imports: [PolicyModule],
  controllers: [PeopleController, ApiDecisionsController, RosterController],
  providers: [DecisionsService, ApiDecisions, PeopleRepository, RosterService, RosterRepository],
})
export class PeopleModule {}
