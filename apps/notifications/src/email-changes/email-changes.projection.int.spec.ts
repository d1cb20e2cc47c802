// Real: PostgreSQL.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { lifecycleEvents, type CloudEvent } from '#contracts';
import { EventConsumers } from '#events';
import { SendingStage } from '../testing/sending-stage.js';
import { EmailChangesProjection } from './email-changes.projection.js';

let stage: SendingStage;
let projection: EmailChangesProjection;

beforeAll(async () => {
  stage = await SendingStage.open('smtp://127.0.0.1:1');
  projection = new EmailChangesProjection(new EventConsumers(), stage.queue);
});

afterAll(async () => {
  await stage?.close();
});

it('queues one notice about a change, whatever is delivered twice', async () => {
  const [accountId, userId, changeId] = [uuidv7(), uuidv7(), uuidv7()];
  const event = (): CloudEvent => ({
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/users',
    type: lifecycleEvents.emailChanged.type,
    subject: userId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: accountId,
    sequence: 7,
    actorid: null,
    data: { userId, changeId },
  });
  for (const one of [event(), event()]) {
    const effect = await projection.consumer.handlers.get(one.type)?.begin(one);
    await stage.test.database.transaction({ accountId }, async () => effect?.());
  }
  const rows = await stage.read(
    'SELECT kind, user_id, recipient_user_id, link_id, subject_id FROM mails WHERE account_id = $1',
    [accountId],
  );
  expect(rows).toEqual([
    {
      kind: 'email_changed_notice',
      user_id: userId,
      recipient_user_id: userId,
      link_id: null,
      subject_id: changeId,
    },
  ]);
});
