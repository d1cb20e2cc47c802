import type { Pool } from 'pg';
import { Subscriber, type NatsAccess, type SubscriberLogger } from '#subscriber-kit';
import { accountIds } from './conversations.js';
import { schema } from './database.js';
import { handlers } from './handlers.js';
import { logger } from './logger.js';
import { learnFromRoster } from './roster.js';

/** This service as a subscriber of Muster's events. */
export function subscription(pool: Pool, nats: NatsAccess, log: SubscriberLogger = logger): Subscriber {
  return new Subscriber({ name: 'conversations', nats, pool, schema, handlers, logger: log });
}

/**
 * Builds anew what events have told of people, and puts conversations right by it: from the beginning of the stream, and
 * from the roster for what is older. Copies of the service may run meanwhile.
 */
export async function rebuild(subscriber: Subscriber, pool: Pool): Promise<void> {
  await subscriber.replay(async (tx) => {
    await tx.query('DELETE FROM people');
  });
  await subscriber.start();
  await subscriber.caughtUp();
  await learnFromRoster(subscriber, await accountIds(pool));
}
