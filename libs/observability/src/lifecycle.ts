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
  start: () => Promise<Stoppable>;
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
  const late = setTimeout(() => {
    logger.error('not stopped in time');
    process.exit(1);
  }, stopWithinMs);
  late.unref();
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

/**
 * Runs a process from start to end: SIGTERM and SIGINT stop it in order within 10 seconds (exit 0); a defect that
 * nobody caught ends it at once (exit 1); an unusable configuration is printed plainly (exit 78).
 */
export async function runService({ name, start, ...options }: ServiceRun): Promise<void> {
  const logger = options.logger ?? createLogger({ service: name, level: process.env['LOG_LEVEL'] ?? 'info' });
  exitOnDefect(logger);
  const asked = new Promise<void>((resolve) => {
    // `on`, not `once`: a second signal must not fall back to the default and cut the stop short.
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => resolve());
  });
  // An unusable configuration is thrown before there is a promise.
  const starting = (async () => start())();
  // A stop that is asked for during the start waits for the start, but no longer than a stop may take.
  const hurried = asked.then(() => setTimeout(() => process.exit(1), 2 * stopWithinMs).unref());
  try {
    const running = await starting;
    await hurried;
    await end(running, logger);
  } catch (error) {
    failStart(error, logger);
  }
}
