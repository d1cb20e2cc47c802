// Real: PostgreSQL, the migrations, and the service's own role.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { MailsRepository } from '../mails/mails.repository.js';
import { testDatabase, type TestDatabase } from '#testing';
import { notificationsDatabase } from './service-database.js';

let test: TestDatabase;

beforeAll(async () => {
  test = await testDatabase(notificationsDatabase);
});

afterAll(async () => {
  await test?.close();
});

describe('the schema', () => {
  it('is what the entities say', async () => {
    expect(await test.drift()).toEqual([]);
  });

  it('shows and takes mails of the own account only', async () => {
    const [ours, theirs] = [uuidv7(), uuidv7()];
    const repository = new MailsRepository(test.database);
    const add = (scope: string, accountId: string) => {
      const about = { userId: uuidv7(), recipientUserId: uuidv7(), invitedBy: null, linkId: uuidv7() };
      const mail = { ...about, accountId, kind: 'invitation' as const, invitationVersion: 1 };
      return test.database.transaction({ accountId: scope }, () => repository.add(mail, 'muster.example'));
    };
    await add(ours, ours);
    await add(theirs, theirs);
    await expect(add(ours, theirs)).rejects.toThrow(/row-level security/);
    const seen = await test.database.transaction({ accountId: ours }, () =>
      test.database.query('SELECT account_id FROM mails'),
    );
    expect(seen).toEqual([{ account_id: ours }]);
    expect(await test.database.queryOutside('SELECT FROM notifications.mails')).toEqual([]);
  });
});
