import { Module } from '@nestjs/common';
import { ListsModule } from '../lists/lists.module.js';
import { PolicyModule } from '../policy/policy.module.js';
import { ApiKeysAuditProjection } from './api-keys-audit.projection.js';
import { AuditLogController } from './audit-log.controller.js';
import { AuditLogRepository } from './audit-log.repository.js';
import { AuditProjection } from './audit.projection.js';
import { AuditReading } from './audit-reading.service.js';

/** The log to be read, and what other services tell for it. */
@Module({
  imports: [ListsModule, PolicyModule],
  controllers: [AuditLogController],
  providers: [AuditLogRepository, AuditReading, AuditProjection, ApiKeysAuditProjection],
})
export class AuditLogModule {}
