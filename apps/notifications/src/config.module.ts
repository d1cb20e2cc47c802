import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type NotificationsConfig } from './config.js';

@Module({})
export class ConfigModule {
  static forProcess(config: NotificationsConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
