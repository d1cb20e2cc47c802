import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import type { TracingOptions } from './tracing.js';

function exporterFor(endpoint: string): SpanProcessor {
  const url = `${endpoint.replace(/\/+$/, '')}/v1/traces`;
  return new BatchSpanProcessor(new OTLPTraceExporter({ url, timeoutMillis: 5_000 }), { maxQueueSize: 2_048 });
}

/** The SDK, registered for this process. */
export function openProvider({ service, endpoint, processor }: TracingOptions): NodeTracerProvider {
  const spanProcessors = processor === undefined ? [] : [processor];
  if (processor === undefined && endpoint !== undefined) spanProcessors.push(exporterFor(endpoint));
  // The SDK reads the name of the service from here; a resource cannot be made without a further package.
  process.env['OTEL_SERVICE_NAME'] ??= service;
  const provider = new NodeTracerProvider({ spanProcessors });
  provider.register();
  return provider;
}
