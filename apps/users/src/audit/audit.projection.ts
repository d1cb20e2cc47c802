import { Injectable } from '@nestjs/common';
import { credentialEvents, sessionEvents } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { AuditTrail, type Change } from './audit-trail.js';

interface Fact {
  id: string;
  time: string;
  accountid: string;
  actorid: string | null;
  data: { userId: string };
}

/** How a session ended that nobody signed out of. */
const ended: ReadonlySet<string> = new Set(['revoked', 'refresh_reuse']);

/** What auth tells of passwords and sessions, as entries of the log. The id of the event is the entry's. */
@Injectable()
export class AuditProjection {
  constructor(
    consumers: EventConsumers,
    private readonly trail: AuditTrail,
  ) {
    consumers.register(
      defineConsumer({
        name: 'users-audit-credentials',
        filter: 'events.*.credential.>',
        handlers: [
          // Nobody can set another's password.
          on(credentialEvents.passwordSet, {
            apply: (event) =>
              this.write({ ...event, actorid: event.data.userId }, 'user.password_set', {
                via: { after: event.data.via },
              }),
          }),
          on(credentialEvents.locked, {
            apply: (event) => this.write(event, 'user.sign_in_locked', { failures: { after: event.data.failures } }),
          }),
          on(credentialEvents.unlocked, { apply: (event) => this.write(event, 'user.sign_in_unlocked', {}) }),
        ],
      }),
    );
    consumers.register(
      defineConsumer({
        name: 'users-audit-sessions',
        filter: 'events.*.session.>',
        handlers: [
          on(sessionEvents.ended, {
            apply: async (event) => {
              const { reason, sessionId } = event.data;
              if (!ended.has(reason)) return;
              await this.write(event, 'user.session_ended', {
                reason: { after: reason },
                sessionId: { before: sessionId },
              });
            },
          }),
        ],
      }),
    );
  }

  private async write(event: Fact, action: string, change: Change): Promise<void> {
    await this.trail.recordFact({
      id: event.id,
      at: event.time,
      actorId: event.actorid,
      accountId: event.accountid,
      action,
      target: { kind: 'user', id: event.data.userId },
      change,
    });
  }
}
