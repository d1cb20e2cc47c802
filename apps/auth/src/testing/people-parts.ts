import { EventConsumers, type Outbox } from '#events';
import { Addresses } from '../people/addresses.js';
import { Departures } from '../people/departures.js';
import { LateAcceptances } from '../people/late-acceptances.js';
import { PeopleProjection } from '../people/people.projection.js';
import type { AuthCopy } from './auth-stage.js';

/** How one copy of the service hears of people. */
export function peopleOf(auth: AuthCopy, outbox: Outbox): PeopleProjection {
  const { identities, links } = auth;
  const { removal } = auth.parts;
  return new PeopleProjection(
    new EventConsumers(),
    auth.directory,
    identities,
    new Addresses(identities, auth.limits, outbox),
    auth.issuer,
    links,
    new Departures(identities, auth.table, removal),
    new LateAcceptances(links, auth.endings, identities, removal),
    auth.originRows,
    auth.keyParts.rows,
    auth.keyParts.guardians,
  );
}
