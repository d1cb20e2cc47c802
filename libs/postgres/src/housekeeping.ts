import type { OnApplicationBootstrap, OnModuleDestroy } from '@nestjs/common';
import type { Logger } from '#observability';

/**
 * Removes what nobody asks about any more, now and then. Any number of copies may do it at once; what fails is tried
 * again the next time.
 */
export abstract class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  protected constructor(
    private readonly everyMs: number,
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tidy(), this.everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async tidy(): Promise<void> {
    try {
      await this.removeOld();
    } catch (error) {
      this.logger.warn({ err: error, everyMs: this.everyMs }, 'old rows could not be removed; tried again next time');
    }
  }

  /** In small steps, so that none holds rows for long. */
  protected abstract removeOld(): Promise<void>;
}
