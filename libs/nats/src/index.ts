export * from './asker.js';
