import {
  context,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';

const name = 'muster';
let enabled = false;

export interface SpanOptions {
  kind?: 'server' | 'client' | 'producer' | 'consumer' | 'internal';
  /** By OpenTelemetry's semantic conventions; never values of a statement or a body. */
  attributes?: Attributes;
  /** W3C traceparent of the remote parent. */
  parent?: string;
}

const kinds = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
};

/**
 * Sends spans to an OTLP/HTTP collector. Without an endpoint nothing is made and {@link withSpan} is a plain call.
 * @returns `stop` flushes what is buffered, for at most 2 seconds
 */
export function startTracing(options: { service: string; endpoint?: string | undefined }): { stop(): Promise<void> } {
  if (options.endpoint === undefined) return { stop: async () => {} };
  const exporter = new OTLPTraceExporter({
    url: `${options.endpoint.replace(/\/+$/, '')}/v1/traces`,
    timeoutMillis: 2_000,
  });
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': `muster-${options.service}` }),
    spanProcessors: [new BatchSpanProcessor(exporter, { maxQueueSize: 2_048, exportTimeoutMillis: 2_000 })],
  });
  provider.register({ propagator: new W3CTraceContextPropagator() });
  enabled = true;
  return {
    async stop() {
      enabled = false;
      await provider.shutdown().catch(() => {});
    },
  };
}

function parentContext(parent: string | undefined): Context {
  return parent === undefined ? context.active() : propagation.extract(context.active(), { traceparent: parent });
}

/** Runs `work` in a span; a throw marks the span as failed. Costs a comparison when tracing is off. */
export async function withSpan<T>(spanName: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  if (!enabled) return work();
  const settings = { kind: kinds[options.kind ?? 'internal'], attributes: options.attributes ?? {} };
  return trace.getTracer(name).startActiveSpan(spanName, settings, parentContext(options.parent), async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** W3C traceparent of the active span, or undefined. */
export function currentTraceparent(): string | undefined {
  if (!enabled) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  return carrier['traceparent'];
}

/** Id of the active trace for log lines, or undefined. */
export function currentTraceId(): string | undefined {
  return enabled ? trace.getActiveSpan()?.spanContext().traceId : undefined;
}
