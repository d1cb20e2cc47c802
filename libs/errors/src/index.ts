export * from './app-error.js';
export * from './causes.js';
export * from './envelope.js';
