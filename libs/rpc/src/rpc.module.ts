import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { NatsLink } from './nats-link.js';
import { PassThroughFilter } from './pass-through.filter.js';
import { Pushes } from './pushes.js';
import { RpcClient } from './rpc-client.js';

/** Provides the connection, the client for calls, and pushes to a process. */
@Module({})
export class RpcModule {
  /** @param serving true for processes that answer calls over NATS (all but the gateway) */
  static forProcess(link: NatsLink, serving: boolean): DynamicModule {
    return {
      module: RpcModule,
      global: true,
      providers: [
        { provide: NatsLink, useValue: link },
        { provide: RpcClient, useFactory: () => new RpcClient(link) },
        { provide: Pushes, useFactory: () => new Pushes(link) },
        ...(serving ? [{ provide: APP_FILTER, useClass: PassThroughFilter }] : []),
      ],
      exports: [NatsLink, RpcClient, Pushes],
    };
  }
}
