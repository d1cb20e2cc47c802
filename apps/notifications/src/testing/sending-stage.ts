import { pino } from 'pino';
import { v7 as uuidv7 } from 'uuid';
import { CloudEvent, type Person } from '#contracts';
import { Outbox } from '#events';
import { testDatabase, type TestDatabase } from '#testing';
import type { NotificationsConfig } from '../config.js';
import { notificationsDatabase } from '../database/service-database.js';
import { MailQueue } from '../mails/mail-queue.js';
import type { NewMail } from '../mails/mail.js';
import { MailsRepository } from '../mails/mails.repository.js';
import { RecipientsRepository } from '../mails/recipients.repository.js';
import { LetterService } from '../sending/letter.service.js';
import { MailLanes } from '../sending/mail-lanes.js';
import { MailSender } from '../sending/mail-sender.js';
import { Relay } from '../sending/relay.js';
import { FakeDirectory } from './facts.js';

export interface StoredMail {
  status: string;
  attempts: number;
  detail: string | null;
  message_id: string;
  wait_ms: number;
}

type Settings = Pick<
  NotificationsConfig,
  'SMTP_URL' | 'MAIL_CONCURRENCY' | 'MAIL_RETRY_HOURS' | 'MAIL_HOURLY_LIMIT' | 'SMTP_TIMEOUT_MS'
>;

const defaults = { MAIL_CONCURRENCY: 4, MAIL_RETRY_HOURS: 24, MAIL_HOURLY_LIMIT: 20, SMTP_TIMEOUT_MS: 1_000 };
const fixed = { PUBLIC_URL: 'https://desk.example', MAIL_FROM: { name: 'Muster', address: 'no-reply@muster.example' } };

/** Everything that sends, on a database of its own, with the other services played by a {@link FakeDirectory}. */
export class SendingStage {
  readonly directory = new FakeDirectory();
  readonly stop = new AbortController();
  private readonly relays: Relay[] = [];

  private constructor(
    readonly test: TestDatabase,
    private readonly smtpUrl: string,
  ) {}

  static async open(smtpUrl: string): Promise<SendingStage> {
    return new SendingStage(await testDatabase(notificationsDatabase), smtpUrl);
  }

  async close(): Promise<void> {
    for (const relay of this.relays) relay.close();
    await this.test.close();
  }

  get queue(): MailQueue {
    return new MailQueue(this.test.database, new MailsRepository(this.test.database), fixed);
  }

  sender(settings: Partial<Settings> = {}, outbox = new Outbox(this.test.database)): MailSender {
    return this.parts(settings, outbox).sender;
  }

  lanes(settings: Partial<Settings> = {}): { lanes: MailLanes; queue: MailQueue } {
    const { database } = this.test;
    const { sender, relay, config } = this.parts(settings, new Outbox(database));
    const { queue } = this;
    const mails = new MailsRepository(database);
    return { queue, lanes: new MailLanes(database, mails, queue, sender, relay, pino({ level: 'silent' }), config) };
  }

  /** Queues an invitation of a person with a live link. @returns the id of the mail */
  async invite(person: Person, queue = this.queue): Promise<string> {
    const { linkId } = this.directory.add(person);
    await this.add([{ ...this.about(person), linkId }], queue);
    const [row] = await this.read<{ id: string }>('SELECT id FROM mails WHERE link_id = $1', [linkId]);
    return row?.id ?? '';
  }

  about(person: Person): NewMail {
    const { id, accountId } = person;
    const ids = { userId: id, recipientUserId: id, invitedBy: null, linkId: uuidv7() };
    return { ...ids, accountId, kind: 'invitation', invitationVersion: 3 };
  }

  async add(mails: readonly NewMail[], queue = this.queue): Promise<void> {
    await this.test.database.transaction({ system: 'test' }, () => queue.add(mails));
  }

  read<Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> {
    return this.test.database.transaction({ system: 'test' }, () => this.test.database.query<Row>(sql, params));
  }

  async mail(id: string): Promise<StoredMail> {
    const [row] = await this.read<StoredMail>(
      `SELECT status, attempts, detail, message_id, extract(epoch FROM next_attempt_at - now())::float8 * 1000 AS wait_ms
       FROM mails WHERE id = $1`,
      [id],
    );
    if (row === undefined) throw new Error('There is no such mail');
    return row;
  }

  /** Makes a mail due now. */
  async hasten(id: string): Promise<void> {
    await this.read('UPDATE mails SET next_attempt_at = now() WHERE id = $1', [id]);
  }

  async events(mailId: string): Promise<CloudEvent[]> {
    const rows = await this.read<{ envelope: unknown }>(
      'SELECT envelope FROM outbox WHERE aggregate_id = $1 ORDER BY aggregate_version',
      [mailId],
    );
    return rows.map(({ envelope }) => CloudEvent.parse(envelope));
  }

  private parts(settings: Partial<Settings>, outbox: Outbox) {
    const config = { ...fixed, ...defaults, SMTP_URL: this.smtpUrl, ...settings };
    const { database } = this.test;
    const relay = new Relay(config);
    this.relays.push(relay);
    const sender = new MailSender(
      database,
      new MailsRepository(database),
      new RecipientsRepository(database, config),
      new LetterService(this.directory, config),
      relay,
      outbox,
      pino({ level: 'silent' }),
      config,
    );
    return { config, relay, sender };
  }
}
