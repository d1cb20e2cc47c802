import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { metrics } from '#observability';
import { CONFIG, type AuthConfig } from '../config.js';

/** So many results are let go together at most, and none is held back for longer. */
const groupAtMost = 24;
const heldAtMostMs = 250;
const sliceAtMost = 3;
/** How long hashing rests for each result of a group: about what is left to do of a sign-in, shared by the cores. */
const restPerResultMs = 6 / availableParallelism();

/**
 * Runs at most as many hashes at once as there are cores, or as the operator says, with a bounded queue in front: more
 * would only make everybody wait, and everything else on libuv's pool with them (OWASP Password Storage: limit the work
 * factor's cost).
 *
 * Each hash goes through 19 MiB, which empties the caches of its core: whatever runs between two hashes pays several
 * times for it. So while others wait, results are let go in groups, and hashing rests while a group goes on its way.
 */
@Injectable()
export class HashQueue {
  private readonly waiting: (() => void)[] = [];
  private readonly atOnce: number;
  private active = 0;
  private held: (() => void)[] = [];
  private heldSince: NodeJS.Timeout | undefined;
  private rest: NodeJS.Timeout | undefined;

  constructor(@Inject(CONFIG) private readonly config: Pick<AuthConfig, 'HASH_QUEUE_LIMIT' | 'HASH_CONCURRENCY'>) {
    this.atOnce = config.HASH_CONCURRENCY ?? availableParallelism();
  }

  /** @throws AppError `unavailable` with Retry-After when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.active -= 1;
      const together = this.withOthers();
      this.next();
      await together;
    }
  }

  private async enter(): Promise<void> {
    // While hashing rests, the places are free, and those who wait for them are no queue.
    const free = this.atOnce - this.active;
    if (this.waiting.length >= this.config.HASH_QUEUE_LIMIT + free)
      throw new AppError('unavailable', { retryAfter: 1 });
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      this.next();
    });
  }

  /** The free places go to who waits longest. */
  private next(): void {
    while (this.rest === undefined && this.active < this.atOnce && this.waiting.length > 0) {
      this.active += 1;
      this.waiting.shift()?.();
    }
    metrics.hashQueueLength.set(this.waiting.length);
  }

  /** Resolves at once when nobody waits for a hash, else with the group. */
  private async withOthers(): Promise<void> {
    if (this.waiting.length === 0 && this.held.length === 0) return;
    await new Promise<void>((resolve) => {
      this.held.push(resolve);
      this.heldSince ??= setTimeout(() => this.letGo(), heldAtMostMs);
      if (this.held.length >= groupAtMost || this.waiting.length === 0) this.letGo();
    });
  }

  private letGo(): void {
    const { held } = this;
    this.held = [];
    clearTimeout(this.heldSince);
    this.heldSince = undefined;
    if (this.waiting.length === 0) for (const resolve of held) resolve();
    else this.letGoInSlices(held);
  }

  /** Not all in one moment: whoever asks for something else meanwhile would wait for all of them. */
  private letGoInSlices(held: (() => void)[]): void {
    const slice = held.splice(0, sliceAtMost);
    for (const resolve of slice) resolve();
    clearTimeout(this.rest);
    this.rest = setTimeout(() => {
      if (held.length > 0) return this.letGoInSlices(held);
      this.rest = undefined;
      this.next();
    }, slice.length * restPerResultMs);
  }
}
