export type { DeadLetter } from './dead-letters.js';
export { on, type EventHandler, type Tx } from './handlers.js';
export type { NatsAccess, SubscriberLogger, SubscriberOptions } from './options.js';
export { Subscriber } from './subscriber.js';
export { applyNewer, type VersionedRow } from './versions.js';
