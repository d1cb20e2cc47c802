import { Injectable } from '@nestjs/common';
import { apiKeyEvents, type CloudEvent } from '#contracts';
import { defineConsumer, EventConsumers, on } from '#events';
import { AuditTrail, type Audited, type Change } from './audit-trail.js';

interface About {
  keyId: string;
  userId: string;
  kind: string;
  ownedBy: 'user' | 'account';
}

/** What auth tells of API tokens and Docs API keys, as entries of the log. The id of the event is the entry's. */
@Injectable()
export class ApiKeysAuditProjection {
  constructor(
    consumers: EventConsumers,
    private readonly trail: AuditTrail,
  ) {
    consumers.register(
      defineConsumer({
        name: 'users-audit-keys',
        filter: 'events.*.key.>',
        handlers: [
          on(apiKeyEvents.created, {
            apply: (event) =>
              this.ofKey(event, event.data, 'created', {
                keyId: { after: event.data.keyId },
                kind: { after: event.data.kind },
                scopes: { after: event.data.scopes },
              }),
          }),
          on(apiKeyEvents.rotated, {
            apply: (event) =>
              this.ofKey(event, event.data, 'rotated', {
                keyId: { before: event.data.keyId, after: event.data.replacedBy },
                endsAt: { after: event.data.endsAt },
              }),
          }),
          on(apiKeyEvents.revoked, {
            apply: (event) =>
              this.ofKey(event, event.data, 'revoked', {
                keyId: { before: event.data.keyId },
                because: { after: event.data.because },
              }),
          }),
          on(apiKeyEvents.guardianChanged, {
            apply: (event) =>
              this.write(event, 'account.api_token_guardian_changed', accountOf(event), {
                guardianUserId: { before: event.data.from, after: event.data.to },
                keyId: { after: event.data.keyId },
                because: { after: event.data.because },
              }),
          }),
        ],
      }),
    );
  }

  private async ofKey(event: CloudEvent, { ownedBy, userId }: About, verb: string, change: Change): Promise<void> {
    if (ownedBy === 'user') return this.write(event, `user.api_key_${verb}`, { kind: 'user', id: userId }, change);
    return this.write(event, `account.api_token_${verb}`, accountOf(event), change);
  }

  private async write(event: CloudEvent, action: string, target: Audited['target'], change: Change): Promise<void> {
    const { id, time: at, accountid: accountId, actorid: actorId } = event;
    await this.trail.recordFact({ id, at, accountId, actorId, action, target, change });
  }
}

function accountOf({ accountid: id }: CloudEvent): Audited['target'] {
  return { kind: 'account', id };
}
