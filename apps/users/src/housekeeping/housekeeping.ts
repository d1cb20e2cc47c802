import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#observability';
import { Housekeeping, IdempotentCommands } from '#postgres';

const everyMs = 600_000;

/** Removes stored answers that nobody can ask for any more. */
@Injectable()
export class UsersHousekeeping extends Housekeeping {
  constructor(
    private readonly commands: IdempotentCommands,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(everyMs, logger);
  }

  protected override async removeOld(): Promise<void> {
    for (let removed = 1000; removed >= 1000;) removed = await this.commands.purge();
  }
}
