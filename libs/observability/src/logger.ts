import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';
import { redact } from './redaction.js';
import { currentContext } from './request-context.js';
import { currentTraceId } from './tracing.js';

export type { Logger } from 'pino';

/** Token under which the process's {@link Logger} is injected: `@Inject(LOGGER) logger: Logger`. */
export const LOGGER = Symbol('LOGGER');

export interface LoggerOptions {
  /** Name of the process, on every line. */
  service: string;
  /** Least severity that is written: fatal, error, warn, info, debug, trace or silent. */
  level: string;
}

function ambientFields(): Record<string, string> {
  const context = currentContext();
  const traceId = currentTraceId();
  return {
    ...(context === undefined ? {} : { requestId: context.requestId }),
    ...(context?.accountId === undefined ? {} : { accountId: context.accountId }),
    ...(traceId === undefined ? {} : { traceId }),
  };
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries({ ...(redact(fields) as Record<string, unknown>) }));
}

/**
 * JSON lines on standard output, each with service, process id and, where there are any, request, account and trace id.
 * @param destination other than standard output, for tests
 */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  const settings = {
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }), log: redactFields },
    mixin: ambientFields,
  };
  return destination === undefined ? pino(settings) : pino(settings, destination);
}

/** Lets Nest's own messages appear as lines of our logger. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    // Nest announces every module and route at this level; that is noise in production.
    this.write('debug', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  private write(level: 'fatal' | 'error' | 'warn' | 'debug' | 'trace', message: unknown, rest: unknown[]): void {
    const context = typeof rest.at(-1) === 'string' ? rest.at(-1) : undefined;
    if (message instanceof Error) {
      this.logger[level]({ err: message, context }, message.message);
      return;
    }
    const [detail] = rest;
    const stack = rest.length > 1 && typeof detail === 'string' ? { stack: detail } : {};
    const err = detail instanceof Error ? { err: detail } : {};
    this.logger[level]({ context, ...stack, ...err }, typeof message === 'string' ? message : JSON.stringify(message));
  }
}
