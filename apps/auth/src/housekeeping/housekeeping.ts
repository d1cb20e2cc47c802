import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '#observability';
import { DevicesRepository } from '../devices/devices.repository.js';
import { ChallengesRepository } from '../factors/challenges.repository.js';
import { FactorsRepository } from '../factors/factors.repository.js';
import { DataKeysRepository } from '../keys/data-keys.repository.js';
import { Database, Housekeeping, IdempotentCommands } from '#postgres';
import { ApiKeysRepository } from '../api-keys/api-keys.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { LinksRepository } from '../links/links.repository.js';
import { EventOriginsRepository } from '../origins/event-origins.repository.js';
import { MailRequestsRepository } from '../requests/mail-requests.repository.js';
import { SignInPlacesRepository } from '../devices/sign-in-places.repository.js';
import { SignUpsRepository } from '../sign-up/sign-ups.repository.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';

const everyMs = 3_600_000;

/** Removes what nobody asks about any more. */
@Injectable()
export class AuthHousekeeping extends Housekeeping {
  constructor(
    private readonly database: Database,
    private readonly limits: LimitsRepository,
    private readonly links: LinksRepository,
    private readonly sessions: SessionsRepository,
    private readonly factors: FactorsRepository,
    private readonly challenges: ChallengesRepository,
    private readonly devices: DevicesRepository,
    private readonly dataKeys: DataKeysRepository,
    private readonly places: SignInPlacesRepository,
    private readonly requests: MailRequestsRepository,
    private readonly signUps: SignUpsRepository,
    private readonly commands: IdempotentCommands,
    private readonly apiKeys: ApiKeysRepository,
    private readonly origins: EventOriginsRepository,
    @Inject(LOGGER) logger: Logger,
  ) {
    super(everyMs, logger);
  }

  protected override async removeOld(): Promise<void> {
    await this.database.transaction({ system: 'remove old rows' }, async () => {
      await this.limits.purge();
      await this.links.purge();
      await this.sessions.purge();
      await this.factors.purge();
      await this.challenges.purge();
      await this.devices.purge();
      await this.dataKeys.purge();
      await this.places.purge();
      await this.requests.purge();
      await this.signUps.purge();
      await this.commands.purge();
      await this.apiKeys.purge();
      await this.origins.purge();
    });
  }
}
