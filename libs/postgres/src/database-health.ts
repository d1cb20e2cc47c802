import { Injectable } from '@nestjs/common';
import { HealthRegistry } from '#observability';
import { Database } from './database.js';

/** Readiness of a service needs a real round trip to its database. */
@Injectable()
export class DatabaseHealth {
  constructor(health: HealthRegistry, database: Database) {
    health.register('database', async () => {
      await database.queryOutside('SELECT 1');
    });
  }
}
