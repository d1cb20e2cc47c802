import { Module, type DynamicModule } from '@nestjs/common';
import type { Logger } from 'pino';
import { HealthRegistry } from './health.js';
import { LOGGER } from './logger.js';

/** Provides the logger (token {@link LOGGER}) and {@link HealthRegistry} of the process to everybody. */
@Module({})
export class ObservabilityModule {
  static forProcess(parts: { logger: Logger; health: HealthRegistry }): DynamicModule {
    return {
      module: ObservabilityModule,
      global: true,
      providers: [
        { provide: LOGGER, useValue: parts.logger },
        { provide: HealthRegistry, useValue: parts.health },
      ],
      exports: [LOGGER, HealthRegistry],
    };
  }
}
