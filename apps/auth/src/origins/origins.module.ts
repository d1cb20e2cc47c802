import { Module } from '@nestjs/common';
import { EventOrigins } from './event-origins.js';
import { EventOriginsController } from './event-origins.controller.js';
import { EventOriginsRepository } from './event-origins.repository.js';

@Module({
  controllers: [EventOriginsController],
  providers: [EventOrigins, EventOriginsRepository],
  exports: [EventOriginsRepository],
})
export class OriginsModule {}
