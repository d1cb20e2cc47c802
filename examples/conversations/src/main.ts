import { readConfig } from './config.js';
import { openPool } from './database.js';
import { logger } from './logger.js';
import { Names } from './names.js';
import { startServer } from './server.js';
import { subscription } from './subscription.js';

const config = readConfig(process.env);
const pool = openPool(config.databaseUrl);
const subscriber = subscription(pool, config.nats);
await subscriber.start();
const server = await startServer(config.httpPort, { pool, names: new Names(subscriber), logger });
logger.info({ port: config.httpPort }, 'ready');

async function stop(): Promise<void> {
  setTimeout(() => process.exit(1), 30_000).unref();
  server.close();
  server.closeAllConnections();
  await subscriber.stop();
  await pool.end();
  logger.info({}, 'stopped');
  process.exit(0);
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void stop());
