import 'reflect-metadata';
import { loadConfig } from '#config';
import { runService } from '#observability';
import { configSchema } from './config.js';
import { startGateway } from './start-gateway.js';

await runService({ name: 'gateway', start: () => startGateway(loadConfig(configSchema, process.env)) });
