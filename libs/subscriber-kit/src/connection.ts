import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { SubscriberLogger, SubscriberOptions } from './options.js';

const tellAfterMs = 1_000;
const tellAgainMs = 10_000;

/** Says now and then that the broker has not answered yet, until the returned function is called. */
function tellOfWait(logger: SubscriberLogger): () => void {
  const tell = (): void => {
    logger.warn({}, 'waiting for nats');
    timer = setTimeout(tell, tellAgainMs);
  };
  let timer = setTimeout(tell, tellAfterMs);
  return () => clearTimeout(timer);
}

/** Connects as the subscriber's own NATS user, trying again for as long as the broker is away. */
export async function openConnection({
  name,
  nats,
  logger,
}: Pick<Required<SubscriberOptions>, 'name' | 'nats' | 'logger'>): Promise<NatsConnection> {
  const told = tellOfWait(logger);
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
  }).finally(told);
  void (async () => {
    for await (const status of connection.status()) {
      if (status.type === 'disconnect' || status.type === 'reconnect')
        logger.info({ event: status.type, server: status.server }, 'nats');
      if (status.type === 'error') logger.error({ err: status.error }, 'nats');
    }
  })();
  return connection;
}
