// Real: PostgreSQL. Fake: the users service.
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { linkEvents, type CloudEvent, type EventType } from '#contracts';
import { EventConsumers } from '#events';
import { somebody } from '../testing/facts.js';
import { SendingStage } from '../testing/sending-stage.js';
import { LinksProjection } from './links.projection.js';

let stage: SendingStage;
let links: LinksProjection;

beforeAll(async () => {
  stage = await SendingStage.open('smtp://127.0.0.1:1');
  links = new LinksProjection(new EventConsumers(), stage.queue, stage.directory);
});

afterAll(async () => {
  await stage?.close();
});

async function happen(type: EventType, accountId: string, data: object): Promise<void> {
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
  };
  const effect = await links.consumer.handlers.get(type.type)?.begin(event);
  await stage.test.database.transaction({ accountId }, async () => effect?.());
}

const issued = (fields: object = {}) => ({
  linkId: uuidv7(),
  userId: uuidv7(),
  purpose: 'invitation',
  invitationVersion: 2,
  subjectId: null,
  invitedBy: uuidv7(),
  expiresAt: '2026-12-01T08:00:00.000Z',
  ...fields,
});

const mailsOf = (accountId: string) =>
  stage.read('SELECT kind, user_id, recipient_user_id, link_id, invitation_version FROM mails WHERE account_id = $1', [
    accountId,
  ]);

describe('link.issued', () => {
  it('queues one mail to the person, whatever is delivered twice', async () => {
    const accountId = uuidv7();
    const data = issued();
    await happen(linkEvents.issued, accountId, data);
    await happen(linkEvents.issued, accountId, data);
    expect(await mailsOf(accountId)).toEqual([
      {
        kind: 'invitation',
        user_id: data.userId,
        recipient_user_id: data.userId,
        link_id: data.linkId,
        invitation_version: 2,
      },
    ]);
  });

  it.each([
    ['email_change', 'email_change'],
    ['auto_bcc', 'auto_bcc_confirmation'],
    ['password_reset', 'password_reset'],
    ['sign_up', 'sign_up'],
  ])('queues a mail about what waits, for %s', async (purpose, kind) => {
    const accountId = uuidv7();
    const data = issued({ purpose, invitationVersion: null, invitedBy: null, subjectId: uuidv7() });
    await happen(linkEvents.issued, accountId, data);
    const rows = await stage.read('SELECT kind, link_id, subject_id FROM mails WHERE account_id = $1', [accountId]);
    expect(rows).toEqual([{ kind, link_id: data.linkId, subject_id: data.subjectId }]);
  });
});

describe('link.renewal_requested', () => {
  it('tells each manager of the account once per link', async () => {
    const accountId = uuidv7();
    const managers = [1, 2].map(() => somebody({ accountId, role: 'administrator', state: 'active' }));
    const bystanders = [somebody({ accountId }), somebody({ role: 'administrator', state: 'active' })];
    for (const one of [...managers, ...bystanders]) stage.directory.add(one);
    const data = { linkId: uuidv7(), userId: uuidv7(), purpose: 'invitation' };
    await happen(linkEvents.renewalRequested, accountId, data);
    await happen(linkEvents.renewalRequested, accountId, data);
    const rows = await mailsOf(accountId);
    const about = { kind: 'invitation_renewal_request', user_id: data.userId, link_id: data.linkId };
    expect(rows).toHaveLength(2);
    expect(rows).toEqual(
      expect.arrayContaining(
        managers.map((one) => ({ ...about, recipient_user_id: one.id, invitation_version: null })),
      ),
    );
  });
});
