import type { LoggerService } from '@nestjs/common';
import { pino, stdSerializers, type Logger } from 'pino';
import { currentContext } from './request-context.js';
import { currentTraceId } from './tracing.js';

/** Injection token of the process's pino logger. */
export const LOGGER = Symbol('LOGGER');

const secretKeys = [
  'password',
  'newPassword',
  'currentPassword',
  'token',
  'accessToken',
  'refreshToken',
  'callerToken',
  'credential',
  'secret',
  'cookie',
  'authorization',
  'hash',
];
const secretHeaders = ['authorization', 'cookie', '["set-cookie"]', '["muster-caller"]'];

const redactedPaths = [
  ...['', '*.', '*.*.', '*.*.*.'].flatMap((prefix) => secretKeys.map((key) => `${prefix}${key}`)),
  ...secretHeaders.map((name) => (name.startsWith('[') ? `*.headers${name}` : `*.headers.${name}`)),
];

interface PlainError {
  type: string;
  message: string;
  stack: string;
  code?: string;
  constraint?: string;
  cause?: PlainError;
}

function textOf(error: Error, key: string): string | undefined {
  const value: unknown = Reflect.get(error, key);
  return typeof value === 'string' ? value : undefined;
}

/** Type, message, stack and cause only: drivers put statements, parameters and row values beside them. */
function plainError(error: Error, depth = 0): PlainError {
  const inner: unknown = Reflect.get(error, 'driverError');
  const source = inner instanceof Error ? inner : error;
  const code = textOf(source, 'code');
  const constraint = textOf(source, 'constraint');
  return {
    type: error.name,
    message: error.message.slice(0, 1_000),
    stack: (error.stack ?? '').slice(0, 4_000),
    ...(code === undefined ? {} : { code }),
    ...(constraint === undefined ? {} : { constraint }),
    ...(error.cause instanceof Error && depth < 3 ? { cause: plainError(error.cause, depth + 1) } : {}),
  };
}

/** Structured log to standard output: one JSON object a line, with service, request and trace id; secrets cut out. */
export function createLogger(options: { service: string; level: string }): Logger {
  return pino({
    level: options.level,
    base: { service: options.service, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: redactedPaths, censor: '[redacted]' },
    serializers: {
      err: (error: unknown) =>
        error instanceof Error ? plainError(error) : stdSerializers.err(new Error('non-error')),
    },
    mixin: () => {
      const requestId = currentContext()?.requestId;
      const traceId = currentTraceId();
      return { ...(requestId === undefined ? {} : { requestId }), ...(traceId === undefined ? {} : { traceId }) };
    },
  });
}

/** Sends Nest's own messages through pino; its start-up chatter goes to debug. */
export class NestPinoLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...rest: unknown[]): void {
    this.logger.debug({ context: rest.at(-1) }, String(message));
  }

  error(message: unknown, ...rest: unknown[]): void {
    const err = message instanceof Error ? message : undefined;
    this.logger.error({ err, context: rest.at(-1) }, err?.message ?? String(message));
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.logger.warn({ context: rest.at(-1) }, String(message));
  }
}
