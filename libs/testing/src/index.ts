export * from './test-database.js';
export * from './test-nats.js';
