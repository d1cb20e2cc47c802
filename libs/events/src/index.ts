export * from './consumer-definition.js';
export * from './dead-letters-cli.js';
export * from './event-rows.entity.js';
export * from './event-stream.js';
export * from './event-tables.js';
export * from './events.module.js';
export * from './outbox.js';
export * from './outbox-relay.js';
