// Real: PostgreSQL, SMTP, the mail sink. Fake: the users and auth services.
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { mailEvents, type EventType } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { addressDigest } from '../mails/recipients.repository.js';
import { somebody } from '../testing/facts.js';
import { freePort, startMailSink, type MailSink } from '../testing/mail-sink.js';
import { SendingStage } from '../testing/sending-stage.js';

let sink: MailSink;
let stage: SendingStage;
const never = new AbortController().signal;

beforeAll(async () => {
  sink = await startMailSink();
});

afterAll(async () => {
  await sink?.close();
});

beforeEach(async () => {
  stage = await SendingStage.open(sink.smtpUrl);
});

afterEach(async () => {
  await sink.behave('accept');
  await stage?.close();
});

const person = (mailbox: string, fields: object = {}) =>
  somebody({ email: `${mailbox}.${uuidv7().slice(-12)}@people.example`, ...fields });

async function waitFor(what: () => Promise<boolean>, ms = 10_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await what())) {
    if (Date.now() > end) throw new Error('Waited in vain');
    await sleep(20);
  }
}

async function expectEvent(mailId: string, type: EventType, data: object): Promise<void> {
  const events = await stage.events(mailId);
  expect(events.map((event) => event.type)).toEqual([type.type]);
  expect(type.data.parse(events[0]?.data)).toMatchObject({ mailId, invitationVersion: 3, ...data });
}

describe('the relay takes the mail', () => {
  it('stores and publishes that, and leaves nothing due', async () => {
    const invited = person('accepted');
    const id = await stage.invite(invited);
    const sender = stage.sender();
    expect([await sender.sendNext(never), await sender.sendNext(never)]).toEqual([true, false]);
    expect(await stage.mail(id)).toMatchObject({
      status: 'accepted',
      attempts: 1,
      detail: expect.stringMatching(/^250/),
    });
    await expectEvent(id, mailEvents.accepted, { kind: 'invitation', userId: invited.id });
    const [mail, ...more] = await sink.received(invited.email);
    expect(more).toEqual([]);
    expect(mail).toMatchObject({
      messageId: `<${id}@muster.example>`,
      subject: 'You are invited to Harbour & Pine',
      text: expect.stringContaining('https://desk.example/invitation/'),
    });
    expect(mail?.headers).toMatchObject({
      'auto-submitted': 'auto-generated',
      from: '"Harbour & Pine via Muster" <no-reply@muster.example>',
    });
  });

  it('gets no header and no recipient out of a name', async () => {
    const evil = 'Nadia\r\nBcc: victim@people.example\r\nX-Evil: yes\r\n\r\n<h1>';
    const invited = person('headers', { firstName: evil, lastName: evil, accountName: evil });
    await stage.invite(invited);
    await stage.sender().sendNext(never);
    const [mail] = await sink.received(invited.email);
    expect(mail?.to).toEqual([invited.email]);
    expect(Object.keys(mail?.headers ?? {})).toEqual(expect.not.arrayContaining(['bcc', 'x-evil']));
  });

  it('sends a mail once, however many lanes and copies look for work', async () => {
    const invited = person('once');
    await stage.invite(invited);
    const senders = [stage.sender(), stage.sender(), stage.sender()];
    const found = await Promise.all(senders.flatMap((one) => [one.sendNext(never), one.sendNext(never)]));
    expect(found.filter(Boolean)).toHaveLength(1);
    expect(await sink.received(invited.email)).toHaveLength(1);
  });
});

describe('the relay refuses the mail', () => {
  it('stores its words without the address', async () => {
    const invited = person('bounce');
    const id = await stage.invite(invited);
    await stage.sender().sendNext(never);
    const detail = '550 5.1.1 <address> no such user here';
    expect(await stage.mail(id)).toMatchObject({ status: 'bounced', detail });
    await expectEvent(id, mailEvents.bounced, { detail });
  });
});

describe('the relay does not answer as hoped', () => {
  it('tries again after greylisting', async () => {
    const id = await stage.invite(person('greylist'));
    const sender = stage.sender();
    await sender.sendNext(never);
    const first = await stage.mail(id);
    expect(first).toMatchObject({ status: 'queued', attempts: 1, detail: expect.stringMatching(/^451/) });
    expect(first.wait_ms).toBeGreaterThan(400);
    await sleep(2_100);
    await stage.hasten(id);
    await sender.sendNext(never);
    expect(await stage.mail(id)).toMatchObject({ status: 'accepted', attempts: 2 });
    await expectEvent(id, mailEvents.accepted, {});
  });

  it('repeats the same mail when the answer was cut off', async () => {
    const invited = person('cut');
    const id = await stage.invite(invited);
    const sender = stage.sender();
    await sink.behave('cut-after-data');
    await sender.sendNext(never);
    expect(await stage.mail(id)).toMatchObject({ status: 'queued', attempts: 1 });
    await sink.behave('accept');
    await stage.hasten(id);
    await sender.sendNext(never);
    const [first, second, ...more] = await sink.received(invited.email);
    expect(more).toEqual([]);
    expect(first?.messageId).toBe(`<${id}@muster.example>`);
    const said = (mail: typeof first) => [
      mail?.messageId,
      mail?.subject,
      mail?.text,
      mail?.html,
      mail?.headers['date'],
    ];
    expect(said(second)).toEqual(said(first));
  });

  it('repeats the same mail when the process died before it could write the answer down', async () => {
    const invited = person('died');
    const id = await stage.invite(invited);
    class DyingOutbox extends Outbox {
      override append(): Promise<string> {
        return Promise.reject(new Error('killed'));
      }
    }
    await expect(stage.sender({}, new DyingOutbox(stage.test.database)).sendNext(never)).rejects.toThrow('killed');
    expect(await stage.mail(id)).toMatchObject({ status: 'queued', attempts: 0 });
    await stage.sender().sendNext(never);
    const ids = (await sink.received(invited.email)).map((mail) => mail.messageId);
    expect(ids).toEqual([`<${id}@muster.example>`, `<${id}@muster.example>`]);
    await expectEvent(id, mailEvents.accepted, {});
  });

  it('stops waiting for a relay that hangs', async () => {
    const id = await stage.invite(person('hang'));
    const begun = Date.now();
    await stage.sender({ SMTP_TIMEOUT_MS: 500 }).sendNext(never);
    expect(Date.now() - begun).toBeLessThan(3_000);
    expect(await stage.mail(id)).toMatchObject({ status: 'queued', attempts: 1 });
  });

  it('counts no attempt while there is no relay', async () => {
    const ids = [await stage.invite(person('outage')), await stage.invite(person('outage'))];
    const sender = stage.sender({ SMTP_URL: `smtp://127.0.0.1:${await freePort()}` });
    await sender.sendNext(never);
    expect(sender.outage.remainingMs).toBeGreaterThan(500);
    const [tried, waiting] = await Promise.all(ids.map((id) => stage.mail(id)));
    expect(tried).toMatchObject({ status: 'queued', attempts: 0, detail: expect.stringContaining('ESOCKET') });
    expect(tried?.wait_ms).toBeGreaterThan(500);
    expect(waiting?.detail).toBeNull();
  });

  it('gives up after a day, with the last words', async () => {
    const id = await stage.invite(person('greylist'));
    await stage.read(`UPDATE mails SET created_at = now() - interval '25 hours' WHERE id = $1`, [id]);
    await stage.sender().sendNext(never);
    const detail = expect.stringMatching(/^given up after 24 hours: 451/);
    expect(await stage.mail(id)).toMatchObject({ status: 'bounced', detail });
    await expectEvent(id, mailEvents.bounced, {});
  });
});

describe('the mail should not be sent, or not now', () => {
  it('suppresses a mail whose link is dead', async () => {
    const invited = person('dead');
    const { linkId } = stage.directory.add(invited, { alive: false });
    await stage.add([{ ...stage.about(invited), linkId }]);
    await stage.sender().sendNext(never);
    const [row] = await stage.read<{ id: string; status: string }>('SELECT id, status FROM mails');
    expect(row?.status).toBe('suppressed');
    await expectEvent(row?.id ?? '', mailEvents.suppressed, {});
    expect(await sink.received(invited.email)).toEqual([]);
  });

  it('suppresses an address on the list', async () => {
    const invited = person('suppressed');
    const id = await stage.invite(invited);
    const digest = addressDigest(invited.email);
    await stage.read(`INSERT INTO suppressions (address_digest, reason) VALUES ($1, 'complaint')`, [digest]);
    await stage.sender().sendNext(never);
    expect(await stage.mail(id)).toMatchObject({ status: 'suppressed' });
    expect(await sink.received(invited.email)).toEqual([]);
  });

  it('waits for the other services without counting, and says nothing of their errors', async () => {
    const id = await stage.invite(person('away'));
    stage.directory.failure = new AppError('unavailable', { detail: 'secret' });
    await stage.sender().sendNext(never);
    const mail = await stage.mail(id);
    expect(mail).toMatchObject({ status: 'queued', attempts: 0, detail: expect.not.stringContaining('secret') });
    expect(mail.wait_ms).toBeLessThan(3_000);
  });

  it('delays what passes the limit of an address, over all accounts and lanes', async () => {
    const { email } = person('limit');
    const ids = await Promise.all([1, 2, 3, 4].map(() => stage.invite(somebody({ email }))));
    const senders = [1, 2, 3, 4].map(() => stage.sender({ MAIL_HOURLY_LIMIT: 2 }));
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(senders.map((sender) => sender.sendNext(never)));
      await stage.read(`UPDATE mails SET next_attempt_at = now() WHERE next_attempt_at < now() + interval '1 minute'`);
    }
    expect(await sink.received(email)).toHaveLength(2);
    const waits = (await Promise.all(ids.map((id) => stage.mail(id)))).filter((mail) => mail.status === 'queued');
    expect(waits.map((mail) => mail.attempts)).toEqual([0, 0]);
    for (const { wait_ms: wait } of waits) expect(wait).toBeGreaterThan(50 * 60_000);
  });
});

describe('the lanes', () => {
  it('send all of a burst at once, and what is added later', async () => {
    const { lanes, queue } = stage.lanes();
    const people = Array.from({ length: 30 }, () => person('burst'));
    for (const one of people) await stage.invite(one, queue);
    lanes.onApplicationBootstrap();
    const done = async (count: number) =>
      (await stage.read(`SELECT 1 FROM mails WHERE status = 'accepted'`)).length === count;
    await waitFor(() => done(30));
    await stage.invite(person('later'), queue);
    await waitFor(() => done(31), 1_000);
    await lanes.onModuleDestroy();
  });

  it('come back by themselves when the relay does', async () => {
    const id = await stage.invite(person('back'));
    const port = await freePort();
    const { lanes } = stage.lanes({ SMTP_URL: `smtp://127.0.0.1:${port}` });
    lanes.onApplicationBootstrap();
    await waitFor(async () => (await stage.mail(id)).detail !== null);
    const back = await startMailSink(port);
    await waitFor(async () => (await stage.mail(id)).status === 'accepted');
    await lanes.onModuleDestroy();
    await back.close();
  });

  it('give a mail back when they are stopped while the relay hangs', async () => {
    const id = await stage.invite(person('hang'));
    const { lanes } = stage.lanes({ SMTP_TIMEOUT_MS: 60_000 });
    lanes.onApplicationBootstrap();
    await sleep(500);
    const begun = Date.now();
    await lanes.onModuleDestroy();
    expect(Date.now() - begun).toBeLessThan(6_000);
    expect(await stage.mail(id)).toMatchObject({ status: 'queued', attempts: 0 });
    expect((await stage.mail(id)).wait_ms).toBeLessThan(1_000);
  });
});
