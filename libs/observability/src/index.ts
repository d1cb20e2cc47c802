export * from './health.js';
export * from './lifecycle.js';
export * from './logger.js';
export * from './metrics.js';
export * from './request-context.js';
export * from './tracing.js';
