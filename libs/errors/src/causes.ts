import { ZodError } from 'zod';
import { AppError } from './app-error.js';

/** True for input that will not read better next time. */
export function isUnreadable(error: unknown): boolean {
  return error instanceof ZodError || (error instanceof AppError && error.code === 'invalid_request');
}

/** One line about a failure, for the people who look after it. */
export function reasonOf(error: unknown): string {
  return error instanceof Error
    ? `${error.name}: ${error.message}`.slice(0, 500)
    : 'a value was thrown that is no error';
}

// 53: out of resources; 55P03: lock timeout; 57: operator intervention, statement timeout; 08: connection; 25P03: idle too long.
const passing = /^(?:53...|55P03|57...|08...|25P03)$/;
const network = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND']);
const poolMessage = /timeout exceeded when trying to connect|Connection terminated|Client has encountered a connection/;

/** True for what the driver of PostgreSQL throws when the server is away, stopping, full or too slow. */
export function isDatabaseOutage({ code, message }: { code: string; message: string }): boolean {
  return passing.test(code) || network.has(code) || poolMessage.test(message);
}
