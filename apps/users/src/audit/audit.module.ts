import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';

/** Every feature writes into the log. */
@Global()
@Module({ providers: [AuditTrail], exports: [AuditTrail] })
export class AuditModule {}
