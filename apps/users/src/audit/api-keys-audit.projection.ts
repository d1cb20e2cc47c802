import { Injectable } from '@nestjs/common';
import { apiKeyEvents, type ClientOrigin, type CloudEvent } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { AuditTrail, type Audited, type Change } from './audit-trail.js';
import { EventOrigins } from './event-origins.js';

interface About {
  keyId: string;
  userId: string;
  kind: string;
  ownedBy: 'user' | 'account';
}

interface Told {
  event: Omit<CloudEvent, 'data'>;
  origin: ClientOrigin | null;
}

/** What auth tells of API tokens and Docs API keys, as entries of the log. The id of the event is the entry's. */
@Injectable()
export class ApiKeysAuditProjection {
  constructor(
    consumers: EventConsumers,
    private readonly trail: AuditTrail,
    origins: EventOrigins,
  ) {
    const prepare = (event: Omit<CloudEvent, 'data'>): Promise<ClientOrigin | null> => origins.of(event);
    consumers.register(
      defineConsumer({
        name: 'users-audit-keys',
        filter: 'events.*.key.>',
        handlers: [
          on(apiKeyEvents.created, {
            prepare,
            apply: (event, origin) =>
              this.ofKey({ event, origin }, event.data, 'created', {
                keyId: { after: event.data.keyId },
                kind: { after: event.data.kind },
                scopes: { after: event.data.scopes },
              }),
          }),
          on(apiKeyEvents.rotated, {
            prepare,
            apply: (event, origin) =>
              this.ofKey({ event, origin }, event.data, 'rotated', {
                keyId: { before: event.data.keyId, after: event.data.replacedBy },
                endsAt: { after: event.data.endsAt },
              }),
          }),
          on(apiKeyEvents.revoked, {
            prepare,
            apply: (event, origin) =>
              this.ofKey({ event, origin }, event.data, 'revoked', {
                keyId: { before: event.data.keyId },
                because: { after: event.data.because },
              }),
          }),
          on(apiKeyEvents.guardianChanged, {
            prepare,
            apply: (event, origin) =>
              this.write({ event, origin }, 'account.api_token_guardian_changed', accountOf(event), {
                guardianUserId: { before: event.data.from, after: event.data.to },
                keyId: { after: event.data.keyId },
                because: { after: event.data.because },
              }),
          }),
        ],
      }),
    );
  }

  private async ofKey(told: Told, { ownedBy, userId }: About, verb: string, change: Change): Promise<void> {
    if (ownedBy === 'user') return this.write(told, `user.api_key_${verb}`, { kind: 'user', id: userId }, change);
    return this.write(told, `account.api_token_${verb}`, accountOf(told.event), change);
  }

  private async write(told: Told, action: string, target: Audited['target'], change: Change): Promise<void> {
    await this.trail.recordFact({ ...told, action, target, change });
  }
}

function accountOf({ accountid: id }: Omit<CloudEvent, 'data'>): Audited['target'] {
  return { kind: 'account', id };
}
