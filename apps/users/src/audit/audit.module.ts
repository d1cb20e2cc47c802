import { Global, Module } from '@nestjs/common';
import { AuditTrail } from './audit-trail.js';
import { EventOrigins } from './event-origins.js';

/** Every feature writes into the log. */
@Global()
@Module({ providers: [AuditTrail, EventOrigins], exports: [AuditTrail, EventOrigins] })
export class AuditModule {}
