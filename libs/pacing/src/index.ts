export * from './backoff.js';
export * from './gather.js';
export * from './keyed-queue.js';
