import { Injectable } from '@nestjs/common';
import { apiKeyEvents, credentialEvents, secondFactorEvents, sessionEvents, type CloudEvent } from '#contracts';
import type { ResponseOf, eventOriginCalls } from '#contracts';
import { Outbox } from '#events';
import { currentContext } from '#observability';
import { Database } from '#postgres';
import { EventOriginsRepository } from './event-origins.repository.js';

/** What the audit log tells of. Starting a session is not among it: that happens too often to be written down twice. */
const audited: ReadonlySet<string> = new Set(
  [
    ...Object.values(credentialEvents),
    ...Object.values(secondFactorEvents),
    ...Object.values(apiKeyEvents),
    sessionEvents.ended,
  ].map(({ type }) => type),
);

/** Whose request it was: who acted, or whom it is about where nobody was signed in. */
function personOf({ actorid, data }: CloudEvent): string | undefined {
  if (actorid !== null) return actorid;
  const userId: unknown = Reflect.get(data as object, 'userId');
  return typeof userId === 'string' ? userId : undefined;
}

/** Keeps where requests came from beside the events that follow from them: addresses are personal, events are not. */
@Injectable()
export class EventOrigins {
  constructor(
    private readonly database: Database,
    private readonly origins: EventOriginsRepository,
    outbox: Outbox,
  ) {
    outbox.besides((events) => this.note(events));
  }

  async read(eventId: string): Promise<ResponseOf<typeof eventOriginCalls.read>> {
    const origin = await this.database.together({ system: 'where an event came from' }, () => this.origins.of(eventId));
    return { origin: origin ?? null };
  }

  private note(events: readonly CloudEvent[]): void {
    const origin = currentContext()?.origin;
    if (origin === undefined) return;
    const told = events.flatMap((event) => {
      const userId = audited.has(event.type) ? personOf(event) : undefined;
      return userId === undefined ? [] : [{ eventId: event.id, accountId: event.accountid, userId }];
    });
    if (told.length > 0) this.origins.add(told, origin);
  }
}
