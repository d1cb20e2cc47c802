import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Metrics of this process, served by {@link startPrivateServer} at /metrics. */
export const metricsRegistry = new Registry();

const registers = [metricsRegistry];
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

const rpcServer = new Histogram({
  name: 'rpc_server_duration_seconds',
  help: 'Time to answer a call over NATS',
  labelNames: ['subject', 'outcome'] as const,
  buckets,
  registers,
});
const rpcClient = new Histogram({
  name: 'rpc_client_duration_seconds',
  help: 'Time until a call over NATS was answered',
  labelNames: ['subject', 'outcome'] as const,
  buckets,
  registers,
});
const http = new Histogram({
  name: 'http_request_duration_seconds',
  help: 'Time to answer an HTTP request',
  labelNames: ['route', 'method', 'status'] as const,
  buckets,
  registers,
});

export const metrics = {
  outboxPending: new Gauge({ name: 'outbox_pending', help: 'Outbox rows not yet confirmed', registers }),
  outboxRelayed: new Counter({ name: 'outbox_relayed_total', help: 'Outbox rows confirmed by the stream', registers }),
  streamRewinds: new Counter({
    name: 'outbox_resent_total',
    help: 'Outbox rows sent again because the broker had lost them',
    registers,
  }),
  eventsHandled: new Counter({
    name: 'events_handled_total',
    help: 'Events by consumer and outcome',
    labelNames: ['consumer', 'outcome'] as const,
    registers,
  }),
  deadLetters: new Counter({
    name: 'dead_letters_total',
    help: 'Events given up on',
    labelNames: ['consumer'] as const,
    registers,
  }),
  hashQueueLength: new Gauge({ name: 'hash_queue_length', help: 'Password hashes waiting', registers }),
  mails: new Counter({
    name: 'mail_total',
    help: 'Mails by outcome',
    labelNames: ['outcome'] as const,
    registers,
  }),
};

/** Counts a served call; `ms` is its duration in milliseconds. */
export function observeRpcServer(subject: string, outcome: string, ms: number): void {
  rpcServer.observe({ subject, outcome }, ms / 1000);
}

/** Counts a call that was made. */
export function observeRpcClient(subject: string, outcome: string, ms: number): void {
  rpcClient.observe({ subject, outcome }, ms / 1000);
}

/** Counts an HTTP answer; `route` is the declared path, never the raw one, so that the number of series is bounded. */
export function observeHttp(route: string, method: string, status: number, ms: number): void {
  http.observe({ route, method, status: String(status) }, ms / 1000);
}

/** Adds the usual metrics of a Node process. */
export function collectProcessMetrics(): void {
  collectDefaultMetrics({ register: metricsRegistry });
}
