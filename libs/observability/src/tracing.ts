import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { currentContext } from './request-context.js';

export interface TracingOptions {
  /** `service.name` of every span. */
  service: string;
  /** Base address of an OTLP/HTTP collector, for example `http://127.0.0.1:4318`. Nothing is traced without it. */
  endpoint: string | undefined;
  /** Instead of the exporter, for tests. */
  processor?: SpanProcessor;
}

export interface SpanOptions {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Named by OpenTelemetry's semantic conventions. Never parameters of SQL, never personal data. */
  attributes?: Attributes;
  /** W3C traceparent of the work that caused this, when it arrived from another process. */
  parent?: string;
}

const kinds = {
  internal: SpanKind.INTERNAL,
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
} as const;

let tracer: Tracer | undefined;

/** Starts tracing when an endpoint is set. `stop` sends what is left, for at most three seconds. */
export async function startTracing(options: TracingOptions): Promise<{ stop(): Promise<void> }> {
  if (options.processor === undefined && options.endpoint === undefined) return { stop: async () => {} };
  // The SDK is large: who does not trace does not load it.
  const { openProvider } = await import('./tracing-provider.js');
  const provider = openProvider(options);
  tracer = provider.getTracer('muster');
  return {
    async stop() {
      tracer = undefined;
      const late = new Promise<void>((resolve) => setTimeout(resolve, 3_000).unref());
      await Promise.race([provider.shutdown().catch(() => {}), late]);
    },
  };
}

function parentContext(parent: string | undefined): Context {
  if (parent === undefined) return context.active();
  return propagation.extract(ROOT_CONTEXT, { traceparent: parent });
}

function fail(span: Span, error: unknown): void {
  const type = error instanceof Error ? error.name : 'Error';
  const code: unknown = error instanceof Error ? Reflect.get(error, 'code') : undefined;
  span.setAttribute('error.type', typeof code === 'string' ? code : type);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

/**
 * Runs `work` in a span. Without tracing it costs a function call.
 * The text of an error is never put into a span: it may hold personal data.
 */
export function withSpan<T>(name: string, options: SpanOptions, work: () => Promise<T>): Promise<T> {
  if (tracer === undefined) return work();
  const settings = { kind: kinds[options.kind ?? 'internal'], attributes: options.attributes ?? {} };
  return tracer.startActiveSpan(name, settings, parentContext(options.parent), async (span) => {
    try {
      return await work();
    } catch (error) {
      fail(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
}

/** W3C traceparent to send along: of the active span, or the one that the work arrived with. */
export function currentTraceparent(): string | undefined {
  const active = tracer === undefined ? undefined : trace.getActiveSpan()?.spanContext();
  if (active === undefined) return currentContext()?.traceparent;
  const flags = active.traceFlags.toString(16).padStart(2, '0');
  return `00-${active.traceId}-${active.spanId}-${flags}`;
}

/** Trace id for log lines. */
export function currentTraceId(): string | undefined {
  const active = tracer === undefined ? undefined : trace.getActiveSpan()?.spanContext();
  return active?.traceId ?? currentContext()?.traceparent?.split('-')[1];
}
