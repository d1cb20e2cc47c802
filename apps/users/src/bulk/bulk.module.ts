import { Module } from '@nestjs/common';
import { IdempotentCommands } from '#postgres';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { UsersModule } from '../users/users.module.js';
import { BulkController } from './bulk.controller.js';
import { BulkRepository } from './bulk.repository.js';
import { BulkService } from './bulk.service.js';

@Module({
  imports: [ListsModule, PolicyModule, UsersModule],
  controllers: [BulkController],
  providers: [BulkRepository, BulkService, IdempotentCommands],
})
export class BulkModule {}
