import { availableParallelism } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { metrics } from '#observability';
import { CONFIG, type AuthConfig } from '../config.js';

/**
 * Runs at most as many hashes at once as there are cores, or as the operator says, with a bounded queue in front: more
 * would only make everybody wait, and everything else on libuv's pool with them (OWASP Password Storage: limit the work
 * factor's cost).
 */
@Injectable()
export class HashQueue {
  private readonly waiting: (() => void)[] = [];
  private readonly atOnce: number;
  private active = 0;

  constructor(@Inject(CONFIG) private readonly config: Pick<AuthConfig, 'HASH_QUEUE_LIMIT' | 'HASH_CONCURRENCY'>) {
    this.atOnce = config.HASH_CONCURRENCY ?? availableParallelism();
  }

  /** @throws AppError `unavailable` with Retry-After when the queue is full */
  async run<T>(work: () => Promise<T>): Promise<T> {
    await this.enter();
    try {
      return await work();
    } finally {
      this.leave();
    }
  }

  private async enter(): Promise<void> {
    if (this.active < this.atOnce) {
      this.active += 1;
      return;
    }
    if (this.waiting.length >= this.config.HASH_QUEUE_LIMIT) throw new AppError('unavailable', { retryAfter: 1 });
    await new Promise<void>((resolve) => {
      this.waiting.push(resolve);
      metrics.hashQueueLength.set(this.waiting.length);
    });
  }

  /** The place goes to who waits longest. */
  private leave(): void {
    const next = this.waiting.shift();
    metrics.hashQueueLength.set(this.waiting.length);
    if (next === undefined) this.active -= 1;
    else next();
  }
}
