import { Module } from '@nestjs/common';
import { PolicyModule } from '../policy/policy.module.js';
import { DecisionsService } from './decisions.service.js';
import { PeopleController } from './people.controller.js';
import { PeopleRepository } from './people.repository.js';

@Module({ imports: [PolicyModule], controllers: [PeopleController], providers: [DecisionsService, PeopleRepository] })
export class PeopleModule {}
