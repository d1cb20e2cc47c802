import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '#observability';
import { IdempotentCommands } from '#postgres';

const everyMs = 600_000;

/** Removes stored answers that nobody can ask for any more. Any number of copies may do it at once. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly commands: IdempotentCommands,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.tidy(), everyMs).unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  async tidy(): Promise<void> {
    try {
      // In steps of a thousand, so that no step holds rows for long.
      for (let removed = 1000; removed >= 1000;) removed = await this.commands.purge();
    } catch (error) {
      this.logger.warn({ err: error }, 'old answers could not be removed; tried again in ten minutes');
    }
  }
}
