import { Injectable } from '@nestjs/common';
import { HealthRegistry } from '#observability';
import { Database } from '#postgres';

/** Readiness needs a real round trip to the database. */
@Injectable()
export class DatabaseHealth {
  constructor(health: HealthRegistry, database: Database) {
    health.register('database', async () => {
      await database.queryOutside('SELECT 1');
    });
  }
}
