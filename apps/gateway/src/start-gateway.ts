import { setTimeout as sleep } from 'node:timers/promises';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { NestPinoLogger, type Stoppable } from '#observability';
import { openProcess, RpcClient } from '#rpc';
import { AppModule } from './app.module.js';
import type { GatewayConfig } from './config.js';
import { bodyLimit, readJsonOnly } from './http/body.js';
import { ProblemFilter } from './http/problem.filter.js';
import { bindRequests, refuseWhenClosing } from './http/request-hooks.js';
import { refuseAtRouter } from './http/router-refusals.js';
import { carefulHeaders, secureHeaders, type SetHeaders } from './http/secure-headers.js';
import { leaveUploadsUnread } from './http/uploads.js';
import { LiveStreams } from './live/live-streams.js';
import { servePages } from './pages/pages.js';
import { servePhotos } from './photos/photo-files.js';
import { takeUploads } from './photos/uploads.js';

function adapterFor(config: GatewayConfig, setHeaders: SetHeaders): FastifyAdapter {
  const { TRUSTED_PROXIES: proxies } = config;
  return new FastifyAdapter({
    trustProxy: proxies.length === 0 ? false : proxies,
    bodyLimit,
    requestTimeout: 30_000,
    connectionTimeout: 0,
    keepAliveTimeout: 72_000,
    // A path is what it is: no second spelling may reach a route beside its guards.
    routerOptions: {
      caseSensitive: true,
      ignoreDuplicateSlashes: false,
      ignoreTrailingSlash: false,
      maxParamLength: 200,
    },
    frameworkErrors: refuseAtRouter(setHeaders),
    genReqId: () => '',
    logger: false,
    // Answered by a hook of ours, as a problem.
    return503OnClosing: false,
    // Idle keep-alive connections end with the process; busy ones are drained first.
    forceCloseConnections: 'idle',
  });
}

/**
 * Starts the HTTP edge. Resolves when it takes requests.
 * @param stopping aborted when the process is asked to stop
 */
export async function startGateway(config: GatewayConfig, stopping: AbortSignal): Promise<Stoppable> {
  const parts = await openProcess('gateway', config, stopping);
  const { logger, health } = parts;
  const setHeaders = carefulHeaders(config);
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forProcess(parts, config),
    adapterFor(config, setHeaders),
    { logger: new NestPinoLogger(logger), bodyParser: false },
  );
  const fastify = app.getHttpAdapter().getInstance();
  readJsonOnly(fastify);
  leaveUploadsUnread(fastify);
  bindRequests(fastify, { logger, config });
  secureHeaders(fastify, setHeaders);
  let closing = false;
  refuseWhenClosing(fastify, () => closing);
  await takeUploads(fastify);
  app.useGlobalFilters(new ProblemFilter(logger));
  // A route takes the error handler that is there when it is made: Nest's comes first, so that all failures are problems.
  await app.init();
  servePhotos(fastify, app.get(RpcClient));
  await servePages(fastify, { config, health });
  await app.listen(config.HTTP_PORT, config.HTTP_HOST);
  health.started();
  logger.info({ port: config.HTTP_PORT }, 'ready');
  return {
    async stop() {
      health.stopping();
      await sleep(config.DRAIN_DELAY_MS);
      closing = true;
      app.get(LiveStreams).closeAll();
      await app.close();
      await parts.close();
    },
  };
}
