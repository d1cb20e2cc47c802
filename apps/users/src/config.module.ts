import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type UsersConfig } from './config.js';

@Module({})
export class ConfigModule {
  static forProcess(config: UsersConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
