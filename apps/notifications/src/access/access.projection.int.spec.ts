// Real: PostgreSQL.
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import {
  credentialEvents,
  sessionEvents,
  signInEvents,
  signUpEvents,
  type CloudEvent,
  type EventType,
} from '#contracts';
import { EventConsumers } from '#events';
import { SendingStage } from '../testing/sending-stage.js';
import { AccessProjection } from './access.projection.js';

let stage: SendingStage;
let access: AccessProjection;

beforeAll(async () => {
  stage = await SendingStage.open('smtp://127.0.0.1:1');
  access = new AccessProjection(new EventConsumers(), stage.queue);
});

afterAll(async () => {
  await stage?.close();
});

/** An event that is delivered twice. @returns the mails that it gave */
async function mailsAfter(type: EventType, data: object, fields: Partial<CloudEvent> = {}) {
  const accountId = uuidv7();
  const event: CloudEvent = {
    specversion: '1.0',
    id: uuidv7(),
    source: '/muster/auth',
    type: type.type,
    subject: uuidv7(),
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:muster:event',
    accountid: accountId,
    sequence: 1,
    actorid: null,
    data,
    ...fields,
  };
  const handlers = access.consumers.flatMap((consumer) => consumer.handlers.get(type.type) ?? []);
  for (const handler of [...handlers, ...handlers]) {
    const effect = await handler.begin(event);
    await stage.test.database.transaction({ accountId }, effect);
  }
  return stage.read('SELECT kind, user_id, recipient_user_id, subject_id FROM mails WHERE account_id = $1', [
    accountId,
  ]);
}

function somebodyAndSomething() {
  const [userId, subjectId] = [uuidv7(), uuidv7()];
  const mail = (kind: string) => [{ kind, user_id: userId, recipient_user_id: userId, subject_id: subjectId }];
  return { userId, subjectId, mail };
}

it.each(['reset', 'change'])('a new password by %s is told once', async (via) => {
  const { userId, subjectId: id, mail } = somebodyAndSomething();
  expect(await mailsAfter(credentialEvents.passwordSet, { userId, via }, { id })).toEqual(mail('password_changed'));
});

it.each(['invitation', 'sign_up', 'import'])('a first password by %s is not', async (via) => {
  expect(await mailsAfter(credentialEvents.passwordSet, { userId: uuidv7(), via })).toEqual([]);
});

it('an unfamiliar sign-in is told once', async () => {
  const { userId, subjectId: sessionId, mail } = somebodyAndSomething();
  expect(await mailsAfter(signInEvents.unfamiliar, { userId, sessionId })).toEqual(mail('new_sign_in'));
});

it('the end of a session by reuse of a refresh token is told once', async () => {
  const { userId, subjectId: sessionId, mail } = somebodyAndSomething();
  expect(await mailsAfter(sessionEvents.ended, { userId, sessionId, reason: 'refresh_reuse' })).toEqual(
    mail('refresh_reuse'),
  );
});

it.each(['signed_out', 'revoked', 'replaced'])('the end of a session that was %s is not', async (reason) => {
  expect(await mailsAfter(sessionEvents.ended, { userId: uuidv7(), sessionId: uuidv7(), reason })).toEqual([]);
});

it('a sign-up with the address of a user is told to them once', async () => {
  const { userId, subjectId: signUpId, mail } = somebodyAndSomething();
  expect(await mailsAfter(signUpEvents.addressInUse, { userId, signUpId })).toEqual(mail('sign_up_known'));
});
