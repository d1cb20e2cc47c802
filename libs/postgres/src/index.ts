export * from './constraints.js';
export * from './data-source-options.js';
export * from './database.js';
export * from './database.module.js';
export * from './idempotency.js';
export * from './migrate.js';
export * from './row-security.js';
