// Real: PostgreSQL. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { secondFactorEvents, type CloudEvent } from '#contracts';
import { EventConsumers } from '#events';
import { SendingStage } from '../testing/sending-stage.js';
import { SecondFactorsProjection } from './second-factors.projection.js';

let stage: SendingStage;

beforeAll(async () => {
  stage = await SendingStage.open('smtp://127.0.0.1:1');
});

afterAll(async () => {
  await stage?.close();
});

describe('second_factor.reset', () => {
  it('queues a mail to the person', async () => {
    const [accountId, userId] = [uuidv7(), uuidv7()];
    const { consumer } = new SecondFactorsProjection(new EventConsumers(), stage.queue);
    const { reset } = secondFactorEvents;
    const event: CloudEvent = {
      specversion: '1.0',
      id: uuidv7(),
      source: '/muster/auth',
      type: reset.type,
      subject: userId,
      time: new Date().toISOString(),
      datacontenttype: 'application/json',
      dataschema: 'urn:muster:event',
      accountid: accountId,
      sequence: 3,
      actorid: uuidv7(),
      data: { userId, kinds: ['totp'] },
    };
    const effect = await consumer.handlers.get(reset.type)?.begin(event);
    await stage.test.database.transaction({ accountId }, async () => effect?.());
    const mails = await stage.read('SELECT kind, user_id, recipient_user_id FROM mails WHERE account_id = $1', [
      accountId,
    ]);
    expect(mails).toEqual([{ kind: 'two_factor_reset', user_id: userId, recipient_user_id: userId }]);
  });
});
