import type { Logger } from 'pino';
import { ConfigError } from '#config';
import { createLogger } from './logger.js';

/** Something that runs until it is stopped. */
export interface Stoppable {
  /** Ends in order: takes no new work, finishes what is under way. */
  stop(): Promise<void>;
}

export interface ServiceRun {
  name: string;
  /** For the few lines that a start or an end needs; made here when absent. */
  logger?: Logger;
  /** @param stopping aborted when the process is asked to stop; a start that waits gives up with its reason */
  start: (stopping: AbortSignal) => Promise<Stoppable>;
}

const stopWithinMs = 10_000;
// EX_CONFIG of sysexits.h: tells a supervisor that starting again will not help.
const configExitCode = 78;

function failStart(error: unknown, logger: Logger): never {
  if (error instanceof ConfigError) {
    process.stderr.write(`${error.message}\n`);
    process.exit(configExitCode);
  }
  logger.fatal({ err: error }, 'could not start');
  process.exit(1);
}

async function end(running: Stoppable, logger: Logger): Promise<void> {
  try {
    await running.stop();
    logger.info('stopped');
    process.exit(0);
  } catch (error) {
    logger.error({ err: error }, 'stopping failed');
    process.exit(1);
  }
}

function exitOnDefect(logger: Logger): void {
  const die = (error: unknown): void => {
    logger.fatal({ err: error }, 'unexpected failure');
    process.exit(1);
  };
  process.once('uncaughtException', die);
  process.once('unhandledRejection', die);
}

/** Aborted when the process is asked to stop; from then on it has its time and no more. */
function stopSignal(logger: Logger): AbortSignal {
  const stopping = new AbortController();
  const stop = (): void => {
    if (stopping.signal.aborted) return;
    stopping.abort();
    setTimeout(() => {
      logger.error('not stopped in time');
      process.exit(1);
    }, stopWithinMs).unref();
  };
  // `on`, not `once`: a second signal must not fall back to the default and cut the stop short.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, stop);
  return stopping.signal;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Runs a process from start to end: SIGTERM and SIGINT stop it in order within 10 seconds (exit 0), also while it starts
 * or waits for what it needs; a defect that nobody caught ends it at once (exit 1); an unusable configuration is printed plainly (exit 78).
 */
export async function runService({ name, start, ...options }: ServiceRun): Promise<void> {
  const logger = options.logger ?? createLogger({ service: name, level: process.env['LOG_LEVEL'] ?? 'info' });
  exitOnDefect(logger);
  const stopping = stopSignal(logger);
  try {
    // An unusable configuration is thrown before there is a promise.
    const running = await (async () => start(stopping))();
    await untilAborted(stopping);
    await end(running, logger);
  } catch (error) {
    if (!stopping.aborted || error !== stopping.reason) failStart(error, logger);
    logger.info('stopped before it was ready');
    process.exit(0);
  }
}
