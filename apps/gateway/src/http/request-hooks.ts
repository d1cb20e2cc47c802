import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { AppError } from '#errors';
import { newRequestId, observeHttp, runInContext, withSpan, type RequestContext } from '#observability';
import type { GatewayConfig } from '../config.js';
import { originOf } from './client-origin.js';
import { sendProblem } from './problem.js';
import { requestTo } from './request-state.js';

const wellFormedId = /^[A-Za-z0-9._-]{1,128}$/;
const traceparentForm = /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;
/** Longest time that a request may take, in milliseconds. */
const deadlineMs = 12_000;

function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Who asks, by which id, and until when. */
export function contextOf(request: FastifyRequest): RequestContext {
  const asked = header(request, 'x-request-id');
  const traceparent = header(request, 'traceparent');
  return {
    requestId: asked !== undefined && wellFormedId.test(asked) ? asked : newRequestId(),
    deadline: Date.now() + deadlineMs,
    origin: originOf(request),
    ...(traceparent !== undefined && traceparentForm.test(traceparent) ? { traceparent } : {}),
  };
}

function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none';
}

function inSpan(request: FastifyRequest, reply: FastifyReply, work: () => void): void {
  const { context } = requestTo(request);
  const options = {
    kind: 'server' as const,
    attributes: { 'http.request.method': request.method, 'http.route': routeOf(request) },
    ...(context.traceparent === undefined ? {} : { parent: context.traceparent }),
  };
  const ended = new Promise<void>((resolve) => {
    reply.raw.once('close', resolve);
  });
  void withSpan(`${request.method} ${routeOf(request)}`, options, () => {
    work();
    return ended;
  });
}

/** Gives every request an id, a deadline, a context for everything it awaits, a span, a metric and a line in the log. */
export function bindRequests(fastify: FastifyInstance, parts: { logger: Logger; config: GatewayConfig }): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    const context = contextOf(request);
    requestTo(request).context = context;
    reply.header('x-request-id', context.requestId);
    done();
  });
  // After the body was read: reading it leaves the asynchronous context behind.
  fastify.addHook('preHandler', (request, reply, done) => {
    runInContext(requestTo(request).context, () => inSpan(request, reply, done));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const durationMs = reply.elapsedTime;
    const { requestId } = requestTo(request).context;
    const seen = { route: routeOf(request), method: request.method, status: reply.statusCode, durationMs };
    observeHttp(seen);
    parts.logger[reply.statusCode >= 500 ? 'warn' : 'debug']({ ...seen, requestId }, 'request');
    done();
  });
}

/**
 * Once `isClosing` answers true, requests that come over connections which are still open are asked to come again over
 * another one, which leads to another process.
 */
export function refuseWhenClosing(fastify: FastifyInstance, isClosing: () => boolean): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!isClosing()) return done();
    reply.header('connection', 'close');
    sendProblem(reply, new AppError('unavailable'), requestTo(request).context.requestId);
  });
}
