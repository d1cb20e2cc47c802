import { Injectable } from '@nestjs/common';
import { HealthRegistry } from '#observability';
import { Database } from '#postgres';

/**
 * Readiness needs a real round trip to the database. The relay is not asked: while it is down mails wait in the queue
 * and this process still does its work, so taking it out of service would help nobody.
 */
@Injectable()
export class DatabaseHealth {
  constructor(health: HealthRegistry, database: Database) {
    health.register('database', async () => {
      await database.queryOutside('SELECT 1');
    });
  }
}
