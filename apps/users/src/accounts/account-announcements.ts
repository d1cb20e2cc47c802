import { Injectable } from '@nestjs/common';
import type { z } from 'zod';
import { pushes, type EventType } from '#contracts';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { Pushes } from '#rpc';

interface Changed {
  id: string;
  version: number;
}

/**
 * Says what happened to an account: the event in the transaction, one hint after it for everything that is cached or
 * open for its people, however many they are.
 */
@Injectable()
export class AccountAnnouncements {
  constructor(
    private readonly database: Database,
    private readonly outbox: Outbox,
    private readonly pushes: Pushes,
  ) {}

  async publish<E extends EventType>(type: E, { id, version }: Changed, data: z.input<E['data']>): Promise<void> {
    await this.outbox.append(type, { accountId: id, aggregateId: id, aggregateVersion: version, data });
    this.database.afterCommit(() => this.pushes.send(pushes.accountChanged, { version }, id));
  }
}
