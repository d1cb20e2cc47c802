import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ImportBatches } from './import-batches.service.js';
import { ImportWakeUp } from './import-wake-up.js';
import { ImportWorkRepository } from './import-work.repository.js';
import { ImportWorker } from './import-worker.js';
import { ImportsController } from './imports.controller.js';
import { ImportsRepository } from './imports.repository.js';
import { ImportsService } from './imports.service.js';
import { UserBatchRepository } from './user-batch.repository.js';

@Module({
  imports: [ListsModule, PolicyModule],
  controllers: [ImportsController],
  providers: [
    IdempotentCommands,
    ImportBatches,
    ImportsRepository,
    ImportsService,
    ImportWakeUp,
    ImportWorker,
    ImportWorkRepository,
    UserBatchRepository,
  ],
})
export class ImportsModule {}
