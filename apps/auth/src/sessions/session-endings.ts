import { Injectable } from '@nestjs/common';
import { pushes, sessionEvents } from '#contracts';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';
import { SessionsRepository, type EndedSession, type EndReason } from './sessions.repository.js';

const perPush = 1000;

/** Ends sessions: the rows and events in the transaction, and after its commit a push to every gateway. */
@Injectable()
export class SessionEndings {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly outbox: Outbox,
    private readonly pushes: Pushes,
  ) {}

  async end(sessionId: string, reason: EndReason): Promise<void> {
    await this.announce(await this.sessions.end(sessionId, reason), reason, []);
  }

  /** All of a person, whatever they were made with; with a time, those that were made before it. */
  async endAll(userId: string, reason: EndReason, before?: Date): Promise<void> {
    await this.announce(await this.sessions.endAll(userId, reason, before), reason, [userId]);
  }

  /** All of a person but one. */
  async endOthers(userId: string, keptId: string, reason: EndReason): Promise<void> {
    await this.announce(await this.sessions.endOthers(userId, keptId, reason), reason, []);
  }

  private async announce(ended: readonly EndedSession[], reason: EndReason, userIds: string[]): Promise<void> {
    for (const { id, account_id: accountId, user_id: userId } of ended) {
      const data = { sessionId: id, userId, reason };
      await this.outbox.append(sessionEvents.ended, { accountId, aggregateId: id, aggregateVersion: 2, data });
    }
    const ids = ended.map(({ id }) => id);
    for (let from = 0; from === 0 || from < ids.length; from += perPush) {
      const sessionIds = ids.slice(from, from + perPush);
      this.database.afterCommit(() => this.pushes.send(pushes.identityEnded, { sessionIds, userIds }));
    }
  }
}
