export * from './ack-wait.js';
export * from './backoff.js';
export * from './gather.js';
export * from './keyed-batches.js';
export * from './keyed-queue.js';
