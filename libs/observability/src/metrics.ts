import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The metrics of this process, as `/metrics` shows them. */
export const registry = new Registry();

// The default looks at the event loop a hundred times a second.
collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 50 });

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

function durations<Label extends string>(name: string, help: string, labelNames: readonly Label[]) {
  return new Histogram({ name, help, labelNames, buckets: secondsBuckets, registers: [registry] });
}

function counter<Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) {
  return new Counter({ name, help, labelNames, registers: [registry] });
}

function gauge(name: string, help: string) {
  return new Gauge({ name, help, registers: [registry] });
}

/** Every metric of ours, made once per process. Labels never hold ids: each value costs memory for ever. */
export const metrics = {
  rpcServer: durations('rpc_server_duration_seconds', 'Calls answered', ['subject', 'outcome']),
  rpcClient: durations('rpc_client_duration_seconds', 'Calls made', ['subject', 'outcome']),
  http: durations('http_request_duration_seconds', 'HTTP requests answered', ['route', 'method', 'status']),
  outboxPending: gauge('outbox_pending', 'Events that the stream has not confirmed yet (counted up to 10000)'),
  outboxOldest: gauge('outbox_oldest_pending_seconds', 'Age of the oldest event that is not confirmed'),
  outboxRelayed: counter('outbox_relayed_total', 'Events confirmed by the stream'),
  outboxResent: counter('outbox_resent_total', 'Events sent again because the stream had lost them'),
  eventsHandled: counter('events_handled_total', 'Events handled', ['consumer', 'outcome']),
  deadLetters: counter('dead_letters_total', 'Events given up after repeated failures', ['consumer']),
  hashQueueLength: gauge('hash_queue_length', 'Password hashes that wait for their turn'),
  mail: counter('mail_total', 'Attempts to hand over a mail', ['outcome']),
} as const;

/** @param durationMs milliseconds; `outcome` is `ok` or an error code */
export function observeRpcServer(subject: string, outcome: string, durationMs: number): void {
  metrics.rpcServer.observe({ subject, outcome }, durationMs / 1000);
}

/** @param durationMs milliseconds; `outcome` is `ok` or an error code */
export function observeRpcClient(subject: string, outcome: string, durationMs: number): void {
  metrics.rpcClient.observe({ subject, outcome }, durationMs / 1000);
}

/** @param request `route` is the pattern, never the path with its ids; `durationMs` in milliseconds */
export function observeHttp(request: { route: string; method: string; status: number; durationMs: number }): void {
  const { route, method, status, durationMs } = request;
  metrics.http.observe({ route, method, status }, durationMs / 1000);
}
