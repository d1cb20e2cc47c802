import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { DeletedUsersService } from './deleted-users.service.js';
import { DeletionService } from './deletion.service.js';
import { EndingTargets } from './ending-targets.js';
import { ErasureService } from './erasure.service.js';
import { HoldingsRepository } from './holdings.repository.js';
import { LifecycleClock } from './lifecycle-clock.js';
import { LifecycleController } from './lifecycle.controller.js';
import { RestorationService } from './restoration.service.js';
import { SuspensionsRepository } from './suspensions.repository.js';
import { SuspensionsService } from './suspensions.service.js';
import { TombstonesRepository } from './tombstones.repository.js';

/** How people leave, for a while or for good, and come back. */
@Module({
  imports: [ListsModule, PolicyModule, UsersModule],
  controllers: [LifecycleController],
  providers: [
    DeletedUsersService,
    DeletionService,
    EndingTargets,
    ErasureService,
    HoldingsRepository,
    IdempotentCommands,
    LifecycleClock,
    RestorationService,
    SuspensionsRepository,
    SuspensionsService,
    TombstonesRepository,
  ],
})
export class LifecycleModule {}
