import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { CONFIG, type GatewayConfig } from '../config.js';
import { AccessTokenStrategy } from './access-token.strategy.js';
import { BearerGuard } from './bearer.guard.js';
import { CredentialGuard } from './credential.guard.js';
import { Identities } from './identities.js';

@Module({})
export class IdentityModule {
  static forProcess(config: GatewayConfig): DynamicModule {
    return {
      module: IdentityModule,
      global: true,
      providers: [
        { provide: CONFIG, useValue: config },
        Identities,
        AccessTokenStrategy,
        BearerGuard,
        { provide: APP_GUARD, useClass: CredentialGuard },
      ],
      exports: [Identities],
    };
  }
}
