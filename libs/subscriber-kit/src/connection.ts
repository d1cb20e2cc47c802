import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { SubscriberOptions } from './options.js';

/** Connects as the subscriber's own NATS user, trying again for as long as the broker is away. */
export async function openConnection({
  name,
  nats,
  logger,
}: Pick<Required<SubscriberOptions>, 'name' | 'nats' | 'logger'>): Promise<NatsConnection> {
  const connection = await connect({
    servers: nats.url.split(','),
    ...(nats.user === undefined ? {} : { user: nats.user }),
    ...(nats.password === undefined ? {} : { pass: nats.password }),
    name,
    // The only inbox that the permissions of the user allow.
    inboxPrefix: `_INBOX.${name}`,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
    reconnectTimeWait: 100,
    reconnectJitter: 100,
    pingInterval: 5_000,
    maxPingOut: 2,
  });
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'reconnect')
        logger.info({ event: status.type, server: status.server }, 'nats');
      if (status.type === 'error') logger.error({ err: status.error }, 'nats');
    }
  })();
  return connection;
}
