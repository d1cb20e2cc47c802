import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { pushes, teamEvents, type EventType } from '#contracts';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';

interface Changed {
  id: string;
  account_id: string;
  version: number;
}

/** Says what happened to a user: the event in the transaction, the hint for caches and open lists after it. */
@Injectable()
export class UserAnnouncements {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly pushes: Pushes,
  ) {}

  async publish<E extends EventType>(type: E, user: Changed, data: z.input<E['data']>): Promise<void> {
    const { id: aggregateId, account_id: accountId, version: aggregateVersion } = user;
    await this.outbox.append(type, { accountId, aggregateId, aggregateVersion, data });
    this.hint(user);
  }

  /** That somebody is on these teams now, or no longer. */
  async movedTeams(
    user: Pick<Changed, 'id' | 'account_id'>,
    teams: readonly { id: string; version: number }[],
    moved: 'added' | 'removed',
  ): Promise<void> {
    const others = { added: [], removed: [] };
    await this.outbox.appendAll(
      teamEvents.membersChanged,
      teams.map(({ id, version }) => ({
        accountId: user.account_id,
        aggregateId: id,
        aggregateVersion: version,
        data: { teamId: id, ...others, [moved]: [user.id] },
      })),
    );
  }

  /** After the commit, and before the answer of the call leaves on the same connection. */
  hint({ id: userId, account_id: accountId, version }: Changed): void {
    this.database.afterCommit(() => this.pushes.send(pushes.userChanged, { userId, version }, accountId));
  }
}
