import { Injectable } from '@nestjs/common';
import { mailboxEvents, pushes, type CloudEvent } from '#contracts';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';

/** Open lists are read again on any hint: more than these of one kind at once would only be noise. */
const maxHints = 100;

/**
 * Hints to open pages that teams and mailboxes are others now. They follow from the events, so that nobody who tells of a
 * team or a mailbox has to think of them.
 */
@Injectable()
export class PlaceHints {
  constructor(
    private readonly database: Database,
    private readonly pushes: Pushes,
    outbox: Outbox,
  ) {
    outbox.besides((events) => this.hint(events));
  }

  /** After the commit, and before the answer of the call leaves on the same connection. */
  private hint(events: readonly CloudEvent[]): void {
    for (const event of events.slice(0, maxHints)) {
      const [aggregate] = event.type.split('.');
      if (aggregate === 'team') this.database.afterCommit(() => this.ofTeam(event));
      if (aggregate === 'mailbox') this.database.afterCommit(() => this.ofMailbox(event));
    }
  }

  private ofTeam({ subject: teamId, sequence: version, accountid }: CloudEvent): void {
    this.pushes.send(pushes.teamChanged, { teamId, version }, accountid);
  }

  private ofMailbox({ type, subject: mailboxId, sequence: version, accountid }: CloudEvent): void {
    const deleted = type === mailboxEvents.deleted.type;
    this.pushes.send(pushes.mailboxChanged, { mailboxId, version, deleted }, accountid);
  }
}
