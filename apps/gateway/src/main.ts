import 'reflect-metadata';
import { loadConfig } from '#config';
import { runService } from '#observability';
import { configSchema } from './config.js';
import { startGateway } from './start-gateway.js';

await runService({
  name: 'gateway',
  start: (stopping) => startGateway(loadConfig(configSchema, process.env), stopping),
});
