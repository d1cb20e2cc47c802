// Real: PostgreSQL. Fake: the hints on NATS, which are noted.
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { mailboxEvents, teamEvents, userEvents } from '#contracts';
import { Outbox } from '#events';
import type { Pushes } from '#rpc';
import { testDatabase, type TestDatabase } from '#testing';
import { usersDatabase } from '../database/service-database.js';
import { PlaceHints } from './place-hints.js';

const accountId = uuidv7();
const hints: object[] = [];
let test: TestDatabase;
let outbox: Outbox;

beforeAll(async () => {
  test = await testDatabase(usersDatabase);
  outbox = new Outbox(test.database);
  const pushes: Pick<Pushes, 'send'> = {
    send: (push, data, account) => void hints.push({ subject: push.subject, data, account }),
  };
  expect(new PlaceHints(test.database, pushes as Pushes, outbox)).toBeDefined();
});

beforeEach(() => {
  hints.length = 0;
});

afterAll(async () => {
  await test?.close();
});

const commit = (work: () => Promise<unknown>) => test.database.transaction({ accountId }, work);
const about = (aggregateId: string, aggregateVersion: number) => ({ accountId, aggregateId, aggregateVersion });

describe('hints about places', () => {
  it('follow from the events of teams and mailboxes, and from no others', async () => {
    const [teamId, mailboxId, userId] = [uuidv7(), uuidv7(), uuidv7()];
    await commit(async () => {
      await outbox.append(teamEvents.created, { ...about(teamId, 1), data: { teamId } });
      await outbox.append(mailboxEvents.updated, { ...about(mailboxId, 2), data: { mailboxId, changed: ['name'] } });
      await outbox.append(mailboxEvents.deleted, { ...about(mailboxId, 3), data: { mailboxId } });
      await outbox.append(userEvents.activated, { ...about(userId, 2), data: { userId } });
    });
    expect(hints).toEqual([
      { subject: 'push.team.changed', data: { teamId, version: 1 }, account: accountId },
      { subject: 'push.mailbox.changed', data: { mailboxId, version: 2, deleted: false }, account: accountId },
      { subject: 'push.mailbox.changed', data: { mailboxId, version: 3, deleted: true }, account: accountId },
    ]);
  });

  it('are not given for what did not happen', async () => {
    const teamId = uuidv7();
    const work = commit(async () => {
      await outbox.append(teamEvents.created, { ...about(teamId, 1), data: { teamId } });
      throw new Error('on second thoughts');
    });
    await expect(work).rejects.toThrow('on second thoughts');
    expect(hints).toEqual([]);
  });

  it('are no flood when many teams change at once', async () => {
    const facts = Array.from({ length: 150 }, () => {
      const teamId = uuidv7();
      return { ...about(teamId, 2), data: { teamId, added: [], removed: [] } };
    });
    await commit(() => outbox.appendAll(teamEvents.mailboxesChanged, facts));
    expect(hints).toHaveLength(100);
  });
});
