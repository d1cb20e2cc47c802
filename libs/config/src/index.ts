export * from './load-config.js';
export * from './variables.js';
