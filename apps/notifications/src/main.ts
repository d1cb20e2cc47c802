import 'reflect-metadata';
import { loadConfig } from '#config';
import { runService } from '#observability';
import { startRpcService } from '#rpc';
import { AppModule } from './app.module.js';
import { configSchema } from './config.js';

await runService({
  name: 'notifications',
  start: () => {
    const config = loadConfig(configSchema, process.env);
    return startRpcService({
      service: 'notifications',
      config,
      module: (parts) => AppModule.forProcess(parts, config),
    });
  },
});
