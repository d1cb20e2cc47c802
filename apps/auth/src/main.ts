import 'reflect-metadata';
import { loadConfig } from '#config';
import { runService } from '#observability';
import { untilDatabaseThere } from '#postgres';
import { startRpcService } from '#rpc';
import { AppModule } from './app.module.js';
import { configSchema } from './config.js';
import { SigningKeys } from './keys/signing-keys.js';

await runService({
  name: 'auth',
  start: (stopping) => {
    const config = loadConfig(configSchema, process.env);
    return startRpcService(
      {
        service: 'auth',
        config,
        module: (parts) => AppModule.forProcess(parts, config),
        needs: (context) => untilDatabaseThere(config.DATABASE_URL, context),
        keySource: (app) => app.get(SigningKeys),
      },
      stopping,
    );
  },
});
