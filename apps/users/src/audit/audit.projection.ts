import { Injectable } from '@nestjs/common';
import { credentialEvents, sessionEvents, type ClientOrigin, type CloudEvent, type EventOf } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { AuditTrail, type ToldFact } from './audit-trail.js';
import { EventOrigins } from './event-origins.js';

type Told = Omit<CloudEvent, 'data'> & { data: { userId: string } };

/** How a session ended that nobody signed out of. */
const ended: ReadonlySet<string> = new Set(['revoked', 'refresh_reuse']);

/** What auth tells of passwords and sessions, as entries of the log. The id of the event is the entry's. */
@Injectable()
export class AuditProjection {
  constructor(
    consumers: EventConsumers,
    private readonly trail: AuditTrail,
    origins: EventOrigins,
  ) {
    const prepare = (event: Told): Promise<ClientOrigin | null> => origins.of(event);
    consumers.register(
      defineConsumer({
        name: 'users-audit-credentials',
        filter: 'events.*.credential.>',
        handlers: [
          // Nobody can set another's password.
          on(credentialEvents.passwordSet, {
            prepare,
            apply: (event, origin) =>
              this.write(event, {
                action: 'user.password_set',
                actorId: event.data.userId,
                change: { via: { after: event.data.via } },
                origin,
              }),
          }),
          on(credentialEvents.locked, {
            prepare,
            apply: (event, origin) => {
              const change = { failures: { after: event.data.failures } };
              return this.write(event, { action: 'user.sign_in_locked', change, origin });
            },
          }),
          on(credentialEvents.unlocked, {
            prepare,
            apply: (event, origin) => this.write(event, { action: 'user.sign_in_unlocked', origin }),
          }),
        ],
      }),
    );
    consumers.register(
      defineConsumer({
        name: 'users-audit-sessions',
        filter: 'events.*.session.ended',
        handlers: [
          on(sessionEvents.ended, {
            prepare: async (event) => (ended.has(event.data.reason) ? origins.of(event) : null),
            apply: (event, origin) => this.sessionEnded(event, origin),
          }),
        ],
      }),
    );
  }

  private async sessionEnded(event: EventOf<typeof sessionEvents.ended>, origin: ClientOrigin | null): Promise<void> {
    const { reason, sessionId } = event.data;
    if (!ended.has(reason)) return;
    const change = { reason: { after: reason }, sessionId: { before: sessionId } };
    await this.write(event, { action: 'user.session_ended', change, origin });
  }

  private async write(event: Told, fact: Omit<ToldFact, 'event' | 'target'>): Promise<void> {
    await this.trail.recordFact({ ...fact, event, target: { kind: 'user', id: event.data.userId } });
  }
}
