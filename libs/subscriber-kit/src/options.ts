import type { Pool } from 'pg';
import type { EventHandler } from './handlers.js';

/** Where the kit writes what an operator should know; a pino logger fits. */
export interface SubscriberLogger {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface NatsAccess {
  /** Servers, comma separated. */
  url: string;
  user?: string | undefined;
  password?: string | undefined;
}

export interface SubscriberOptions {
  /**
   * Name of the service, as `subscribers` of the contracts declares it. It is the identity in the broker and in the
   * inbox: all copies of a service have the same, and another name starts from the beginning.
   */
  name: string;
  nats: NatsAccess;
  /** Connections of the service itself; allow `concurrency` and some more. */
  pool: Pool;
  /** PostgreSQL schema for the two tables of the kit. */
  schema: string;
  /** What to do with which event, see {@link on}. Events of other types are passed over. */
  handlers: readonly EventHandler[];
  logger?: SubscriberLogger;
  /** Events in hand at once, of different aggregates; 8. */
  concurrency?: number;
  /** Tries before an event becomes a dead letter; 8. */
  maxAttempts?: number;
  /** How long one try may take, in milliseconds; 15 s, and 20 s at most. */
  handlerTimeoutMs?: number;
}

const silent: SubscriberLogger = { info: () => {}, warn: () => {}, error: () => {} };
// A stop waits for so long for what is in hand.
const longestTryMs = 20_000;
const plainName = /^[a-z][a-z0-9_-]{0,40}$/;

/** With defaults, and checked as far as that goes without asking anybody. */
export function completed(options: SubscriberOptions): Required<SubscriberOptions> {
  if (!plainName.test(options.name)) throw new TypeError(`${options.name} cannot name a subscriber`);
  if (!/^[a-z_][a-z0-9_]*$/.test(options.schema)) throw new TypeError(`${options.schema} is not a plain schema name`);
  const types = options.handlers.map(({ type }) => type);
  if (new Set(types).size !== types.length) throw new TypeError(`${options.name} handles a type twice`);
  return {
    ...options,
    logger: options.logger ?? silent,
    concurrency: options.concurrency ?? 8,
    maxAttempts: options.maxAttempts ?? 8,
    handlerTimeoutMs: Math.min(options.handlerTimeoutMs ?? 15_000, longestTryMs),
  };
}
