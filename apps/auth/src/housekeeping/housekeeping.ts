import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { LOGGER, type Logger } from '#observability';
import { Database } from '#postgres';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { LinksRepository } from '../links/links.repository.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';

const everyMs = 3_600_000;

/** Removes what nobody asks about any more, in small steps. Any number of copies may do it at once. */
@Injectable()
export class Housekeeping implements OnApplicationBootstrap, OnModuleDestroy {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly database: Database,
    private readonly limits: LimitsRepository,
    private readonly links: LinksRepository,
    private readonly sessions: SessionsRepository,
    private readonly apiKeys: ApiKeysRepository,
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
      await this.database.transaction({ system: 'remove old rows' }, async () => {
        await this.limits.purge();
        await this.links.purge();
        await this.sessions.purge();
        await this.apiKeys.purge();
      });
    } catch (error) {
      this.logger.warn({ err: error }, 'old rows could not be removed; tried again in an hour');
    }
  }
}
