// Real: PostgreSQL. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { apiKeyEvents, type CloudEvent } from '#contracts';
import { EventConsumers } from '#events';
import { SendingStage } from '../testing/sending-stage.js';
import { ApiTokensProjection } from './api-tokens.projection.js';

let stage: SendingStage;

beforeAll(async () => {
  stage = await SendingStage.open('smtp://127.0.0.1:1');
});

afterAll(async () => {
  await stage?.close();
});

const [accountId, from, to] = [uuidv7(), uuidv7(), uuidv7()];

async function happens(because: string): Promise<void> {
  const { consumer } = new ApiTokensProjection(new EventConsumers(), stage.queue);
  const { type } = apiKeyEvents.guardianChanged;
  const keyId = uuidv7();
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/auth',
    type,
    subject: keyId,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: accountId,
    sequence: 2,
    actorid: null,
    data: { keyId, from, to, because },
  };
  const effect = await consumer.handlers.get(type)?.begin(event);
  await stage.test.database.transaction({ accountId }, async () => effect?.());
}

describe('key.guardian_changed', () => {
  it('queues one mail to who took over, however many tokens there were, and none when somebody chose', async () => {
    for (const because of ['chosen', 'confirmed', 'guardian_deleted', 'guardian_deleted']) await happens(because);
    const mails = await stage.read('SELECT kind, user_id, recipient_user_id FROM mails WHERE account_id = $1', [
      accountId,
    ]);
    expect(mails).toEqual([{ kind: 'token_guardianship', user_id: from, recipient_user_id: to }]);
  });
});
