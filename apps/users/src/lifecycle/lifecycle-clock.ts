import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '#observability';
import { ErasureService } from './erasure.service.js';
import { SuspensionsService } from './suspensions.service.js';
import type { Due } from './tombstones.repository.js';

/** Something that happens to people by itself when its time comes; safe to be done by several copies at once. */
interface Duty {
  name: string;
  everyMs: number;
  due: (limit: number) => Promise<Due[]>;
  apply: (due: Due) => Promise<boolean>;
}

const batch = 100;

/** Ends suspensions and erases the deleted when their time has come. What is due is asked of the database, never remembered. */
@Injectable()
export class LifecycleClock implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly abort = new AbortController();
  private readonly duties: readonly Duty[];
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    suspensions: SuspensionsService,
    erasure: ErasureService,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.duties = [
      {
        name: 'lift a suspension',
        everyMs: 2_000,
        due: (limit) => suspensions.due(limit),
        apply: (due) => suspensions.liftDue(due),
      },
      {
        name: 'erase a deleted user',
        everyMs: 10_000,
        due: (limit) => erasure.due(limit),
        apply: (due) => erasure.eraseDue(due),
      },
    ];
  }

  onApplicationBootstrap(): void {
    this.running = Promise.all(this.duties.map((duty) => this.run(duty)));
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  /** One round over everything that is due. @returns how many it did */
  async once(): Promise<number> {
    let done = 0;
    for (const duty of this.duties) done += await this.round(duty);
    return done;
  }

  private async run(duty: Duty): Promise<void> {
    const { signal } = this.abort;
    while (!signal.aborted) {
      await this.round(duty).catch((error: unknown) => {
        this.logger.warn({ err: error, duty: duty.name }, 'could not ask what is due');
      });
      await sleep(duty.everyMs, undefined, { signal }).catch(() => {});
    }
  }

  private async round(duty: Duty): Promise<number> {
    let done = 0;
    for (;;) {
      const people = await duty.due(batch);
      const before = done;
      for (const person of people) {
        if (this.abort.signal.aborted) return done;
        if (await this.applied(duty, person)) done += 1;
      }
      // A full batch that went nowhere is somebody else's, or fails: the next round sees to it.
      if (people.length < batch || done === before) return done;
    }
  }

  /** One person who cannot be served keeps nobody else waiting. */
  private async applied(duty: Duty, person: Due): Promise<boolean> {
    try {
      return await duty.apply(person);
    } catch (error) {
      this.logger.error({ err: error, duty: duty.name, userId: person.id }, 'what was due failed');
      return false;
    }
  }
}
