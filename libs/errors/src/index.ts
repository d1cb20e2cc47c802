export * from './app-error.js';
export * from './envelope.js';
