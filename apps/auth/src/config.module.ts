import { Module, type DynamicModule } from '@nestjs/common';
import { CONFIG, type AuthConfig } from './config.js';

@Module({})
export class ConfigModule {
  static forProcess(config: AuthConfig): DynamicModule {
    return {
      module: ConfigModule,
      global: true,
      providers: [{ provide: CONFIG, useValue: config }],
      exports: [CONFIG],
    };
  }
}
