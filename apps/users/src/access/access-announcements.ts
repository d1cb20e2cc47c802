import { Injectable } from '@nestjs/common';
import { accessEvents } from '#contracts';
import { Outbox } from '#events';
import type { Actor } from '../policy/actor.repository.js';
import { UserAnnouncements } from '../users/user-announcements.js';
import { AccessRepository } from './access.repository.js';

/** People per statement. */
const chunk = 1000;
/** Open lists refresh on any hint, and cached copies live 5 s: more hints than this would only be noise. */
const maxHints = 100;

/** Says whose teams or mailboxes are others now: the next version, the event, and the live hint. */
@Injectable()
export class AccessAnnouncements {
  constructor(
    private readonly access: AccessRepository,
    private readonly outbox: Outbox,
    private readonly announcements: UserAnnouncements,
  ) {}

  /** Must run in a transaction that holds those people. */
  async tell(actor: Actor, userIds: readonly string[], changed: ('teams' | 'mailboxes')[]): Promise<void> {
    const { accountId } = actor;
    const ordered = [...new Set(userIds)].sort();
    for (let start = 0; start < ordered.length; start += chunk) {
      const people = await this.access.nextVersions(accountId, ordered.slice(start, start + chunk));
      await this.outbox.appendAll(
        accessEvents.changed,
        people.map(({ id, version }) => ({
          accountId,
          aggregateId: id,
          aggregateVersion: version,
          data: { userId: id, changed },
        })),
      );
      for (const person of people.slice(0, Math.max(0, maxHints - start))) this.announcements.hint(person);
    }
  }
}
