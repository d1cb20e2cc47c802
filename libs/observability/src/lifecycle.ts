import type { Logger } from 'pino';

/** Something that was started and can be stopped once. */
export interface Stoppable {
  stop(): Promise<void>;
}

export interface ServiceRun {
  name: string;
  start: () => Promise<Stoppable>;
  /** For failures before the service has its own logger. */
  logger: Logger;
}

const stopWithinMs = 15_000;
const unusableConfiguration = 78; // EX_CONFIG of sysexits.h

function installStop(run: ServiceRun, started: Stoppable): void {
  let stopping = false;
  const stop = (signal: string): void => {
    if (stopping) return;
    stopping = true;
    run.logger.info({ signal }, 'stopping');
    setTimeout(() => process.exit(1), stopWithinMs).unref();
    started.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        run.logger.error({ err: error }, 'stop failed');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

function installLastResort(run: ServiceRun): void {
  const die = (error: unknown): void => {
    run.logger.fatal({ err: error }, 'unexpected failure');
    process.exit(1);
  };
  process.on('uncaughtException', die);
  process.on('unhandledRejection', die);
}

/**
 * Runs a process until it is told to stop: SIGTERM and SIGINT stop it in order within 15 s; a failed start or an
 * unexpected failure ends it with a logged reason, so that a supervisor starts it anew.
 */
export async function runService(run: ServiceRun): Promise<void> {
  installLastResort(run);
  try {
    installStop(run, await run.start());
  } catch (error) {
    const isConfig = error instanceof Error && error.name === 'ConfigError';
    if (isConfig) process.stderr.write(`${run.name}: ${error.message}\n`);
    else run.logger.fatal({ err: error }, 'start failed');
    process.exit(isConfig ? unusableConfiguration : 1);
  }
}
