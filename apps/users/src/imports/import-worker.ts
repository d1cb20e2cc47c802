import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { isTransient } from '#errors';
import { LOGGER } from '#observability';
import { ImportBatches } from './import-batches.service.js';
import { ImportWakeUp } from './import-wake-up.js';
import { ImportWorkRepository } from './import-work.repository.js';

const pollMs = 1_000;
const purgeEveryMs = 600_000;
/** A step that fails so often in a row will not succeed. */
const maxFailures = 5;

/** Works on imports wherever they were started; copies share the rows of one by `for update skip locked`. */
@Injectable()
export class ImportWorker implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly failures = new Map<string, number>();
  private stopped = false;
  private running: Promise<void> | undefined;
  private awake: () => void = () => {};
  private purgedAt = 0;

  constructor(
    private readonly work: ImportWorkRepository,
    private readonly batches: ImportBatches,
    wakeUp: ImportWakeUp,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    wakeUp.onRing(() => this.awake());
  }

  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    this.awake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopped) {
      const worked = await this.round().catch((error: unknown) => {
        this.logger.warn({ err: error }, 'imports could not be looked for; trying again');
        return false;
      });
      if (!worked && !this.stopped) await this.rest();
    }
  }

  private async rest(): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.awake = resolve;
    });
    await Promise.race([woken, sleep(pollMs, undefined, { ref: false })]);
  }

  /** A step of each import that is under way: a large one does not keep the others waiting. */
  private async round(): Promise<boolean> {
    const jobs = await this.work.unfinished();
    let worked = false;
    for (const job of jobs) {
      if (this.stopped) break;
      worked = (await this.step(job)) || worked;
    }
    if (jobs.length === 0) await this.purge();
    return worked;
  }

  private async step(job: { id: string; account_id: string }): Promise<boolean> {
    try {
      const worked = await this.batches.step(job.account_id, job.id);
      this.failures.delete(job.id);
      return worked;
    } catch (error) {
      this.logger.error({ err: error, importId: job.id }, 'a step of an import failed');
      if (isTransient(error)) return false;
      const count = (this.failures.get(job.id) ?? 0) + 1;
      this.failures.set(job.id, count);
      if (count < maxFailures) return false;
      this.failures.delete(job.id);
      await this.batches.giveUp(job, { code: 'internal', detail: 'Something went wrong on our side' });
      return false;
    }
  }

  private async purge(): Promise<void> {
    if (Date.now() - this.purgedAt < purgeEveryMs) return;
    this.purgedAt = Date.now();
    await this.work.purge();
  }
}
