import { Module } from '@nestjs/common';
import { ApiKeysModule } from '../api-keys/api-keys.module.js';
import { FactorsModule } from '../factors/factors.module.js';
import { IdentitiesModule } from '../identities/identities.module.js';
import { LimitsModule } from '../limits/limits.module.js';
import { LinksModule } from '../links/links.module.js';
import { OriginsModule } from '../origins/origins.module.js';
import { SessionsModule } from '../sessions/sessions.module.js';
import { Addresses } from './addresses.js';
import { Departures } from './departures.js';
import { LateAcceptances } from './late-acceptances.js';
import { PeopleProjection } from './people.projection.js';

@Module({
  imports: [ApiKeysModule, FactorsModule, IdentitiesModule, LimitsModule, LinksModule, OriginsModule, SessionsModule],
  providers: [Addresses, Departures, LateAcceptances, PeopleProjection],
})
export class PeopleModule {}
