import { NestFactory } from '@nestjs/core';
import type { DynamicModule, INestMicroservice } from '@nestjs/common';
import type { ServiceName } from '#contracts';
import {
  createLogger,
  HealthRegistry,
  NestPinoLogger,
  startPrivateServer,
  startTracing,
  untilThere,
  type Stoppable,
  type WaitContext,
} from '#observability';
import type { Logger } from 'pino';
import { CallerVerifier, RemoteKeySource, type KeySource } from './caller-tokens.js';
import { isRefusal, NatsLink } from './nats-link.js';
import { RpcClient } from './rpc-client.js';
import { RpcServer } from './rpc-server.js';

/** The part of a service's configuration that its start needs; see `commonVariables` of #config. */
export interface ProcessConfig {
  LOG_LEVEL: string;
  NATS_URL: string;
  NATS_USER?: string | undefined;
  NATS_PASSWORD?: string | undefined;
  METRICS_HOST: string;
  METRICS_PORT: number;
  OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
}

/** What every process has before its modules are made. */
export interface ProcessParts {
  link: NatsLink;
  logger: Logger;
  health: HealthRegistry;
}

/**
 * Logger, traces, NATS connection, and the private server with health and metrics (not ready yet). Waits for the broker.
 * @param stopping aborted when the process is asked to stop
 */
export async function openProcess(
  service: ServiceName,
  config: ProcessConfig,
  stopping: AbortSignal,
): Promise<ProcessParts & { close(): Promise<void> }> {
  const logger = createLogger({ service, level: config.LOG_LEVEL });
  const tracing = await startTracing({ service, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT });
  const health = new HealthRegistry();
  const server = await startPrivateServer({ host: config.METRICS_HOST, port: config.METRICS_PORT, health });
  const access = { service, url: config.NATS_URL, user: config.NATS_USER, password: config.NATS_PASSWORD };
  await untilThere(
    { name: 'nats', urls: access.url, attempt: () => NatsLink.probe(access), isFinal: isRefusal },
    { logger, health, stopping },
  );
  const link = await NatsLink.open(access, (event, detail) =>
    logger[event === 'error' ? 'error' : 'info']({ event, detail }, 'nats'),
  );
  health.register('nats', () => link.connection.flush(), { timeoutMs: 1_000 });
  const close = async (): Promise<void> => {
    await link.close();
    await server.close();
    await tracing.stop();
  };
  return { link, logger, health, close };
}

export interface ServiceDefinition {
  service: Exclude<ServiceName, 'gateway'>;
  config: ProcessConfig;
  module: (parts: ProcessParts) => DynamicModule;
  /** Waits for what else must be there before the modules are made. */
  needs: (context: WaitContext) => Promise<void>;
  /** Only the auth service has its own keys; the others ask it. */
  keySource?: (app: INestMicroservice) => KeySource;
}

/**
 * Starts a service that answers calls over NATS. Resolves when it takes calls.
 * @param stopping aborted when the process is asked to stop
 */
export async function startRpcService(definition: ServiceDefinition, stopping: AbortSignal): Promise<Stoppable> {
  const parts = await openProcess(definition.service, definition.config, stopping);
  const { link, logger, health } = parts;
  await definition.needs({ logger, health, stopping });
  const keys: { source: KeySource } = { source: new RemoteKeySource(new RpcClient(link)) };
  const verifier = new CallerVerifier({ key: (kid) => keys.source.key(kid) });
  const app = await NestFactory.createMicroservice(definition.module(parts), {
    strategy: new RpcServer({ link, logger, verifier }),
    logger: new NestPinoLogger(logger),
  });
  if (definition.keySource !== undefined) keys.source = definition.keySource(app);
  await app.listen();
  health.started();
  logger.info('ready');
  return {
    async stop() {
      health.stopping();
      await app.close();
      await parts.close();
    },
  };
}
