import { Inject, Injectable } from '@nestjs/common';
import type { Logger } from 'pino';
import { mailEvents } from '#contracts';
import { isTransient } from '#errors';
import { Outbox } from '#events';
import { LOGGER, metrics, newRequestId, runInContext } from '#observability';
import { Database } from '#postgres';
import { CONFIG, type NotificationsConfig } from '../config.js';
import type { FinalStatus, QueuedMail } from '../mails/mail.js';
import { MailsRepository } from '../mails/mails.repository.js';
import { addressDigest, RecipientsRepository } from '../mails/recipients.repository.js';
import type { Letter } from '../templates/letter.js';
import type { Delivery } from './delivery.js';
import { LetterService, type Composition } from './letter.service.js';
import { Relay } from './relay.js';
import { RelayOutage, retryDelayMs } from './retry-schedule.js';

// For asking other services and for what is written after the relay's answer.
const idleReserveMs = 10_000;
const soonMs = 1_000;

/**
 * Sends one mail inside the transaction that holds its row (docs/decisions/0005): a process that is killed loses the
 * lock with its connection, and a mail is only repeated where the relay's answer did not get through.
 */
@Injectable()
export class MailSender {
  readonly outage = new RelayOutage();

  constructor(
    private readonly database: Database,
    private readonly mails: MailsRepository,
    private readonly recipients: RecipientsRepository,
    private readonly letters: LetterService,
    private readonly relay: Relay,
    private readonly outbox: Outbox,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<NotificationsConfig, 'SMTP_TIMEOUT_MS' | 'MAIL_RETRY_HOURS'>,
  ) {}

  /** @returns false when no mail is due */
  async sendNext(stop: AbortSignal): Promise<boolean> {
    return this.database.transaction({ system: 'send mails' }, async () => {
      const mail = await this.mails.claim();
      if (mail === undefined) return false;
      await this.mails.allowIdle(this.config.SMTP_TIMEOUT_MS + idleReserveMs);
      await runInContext({ requestId: newRequestId(), accountId: mail.accountId }, () => this.handle(mail, stop));
      return true;
    });
  }

  private async handle(mail: QueuedMail, stop: AbortSignal): Promise<void> {
    const composition = await this.compose(mail);
    if (composition === undefined) return;
    if ('pointless' in composition) return this.finish(mail, 'suppressed', composition.pointless);
    await this.send(mail, composition.letter, stop);
  }

  /** Undefined when it could not be composed now; then the mail has its next time already. */
  private async compose(mail: QueuedMail): Promise<Composition | undefined> {
    try {
      return await this.letters.compose(mail);
    } catch (error) {
      if (isTransient(error)) {
        await this.postpone(mail, soonMs * (1 + Math.random()), 'names or link could not be asked for yet');
        return undefined;
      }
      this.logger.error({ err: error, mailId: mail.id }, 'a mail could not be composed');
      await this.retry(mail, 'the mail could not be composed');
      return undefined;
    }
  }

  private async send(mail: QueuedMail, letter: Letter, stop: AbortSignal): Promise<void> {
    const digest = addressDigest(letter.to.address);
    const clearance = await this.recipients.clear(digest);
    switch (clearance.kind) {
      case 'suppressed':
        return this.finish(mail, 'suppressed', 'the address is on the suppression list', digest);
      case 'busy':
        return this.postpone(mail, soonMs / 4, 'another mail to the same address is being sent');
      case 'full':
        return this.postpone(mail, clearance.delayMs, 'too many mails to this address within an hour');
      case 'free':
        return this.settle(mail, await this.relay.deliver(mail, letter, stop), digest);
    }
  }

  private async settle(mail: QueuedMail, { kind, reply }: Delivery, digest: Buffer): Promise<void> {
    metrics.mail.inc({ outcome: kind });
    if (kind === 'interrupted') return this.postpone(mail, 0, reply);
    if (kind === 'unreachable') return this.waitForRelay(mail, reply);
    this.outage.over();
    if (kind === 'deferred') return this.retry(mail, reply);
    await this.finish(mail, kind === 'refused' ? 'bounced' : 'accepted', reply, digest);
  }

  private async waitForRelay(mail: QueuedMail, reply: string): Promise<void> {
    const delayMs = this.outage.failed();
    this.logger.warn({ detail: reply, delayMs: Math.round(delayMs) }, 'the mail relay cannot be reached');
    if (this.isTooOld(mail)) return this.giveUp(mail, reply);
    await this.postpone(mail, delayMs, reply);
  }

  private async retry(mail: QueuedMail, reply: string): Promise<void> {
    if (this.isTooOld(mail)) return this.giveUp(mail, reply);
    await this.mails.postpone(mail, { delayMs: retryDelayMs(mail.attempts), counted: true, detail: reply });
  }

  private async postpone(mail: QueuedMail, delayMs: number, detail: string): Promise<void> {
    await this.mails.postpone(mail, { delayMs, counted: false, detail });
  }

  private isTooOld(mail: QueuedMail): boolean {
    return Date.now() - mail.createdAt.getTime() > this.config.MAIL_RETRY_HOURS * 3_600_000;
  }

  private giveUp(mail: QueuedMail, reply: string): Promise<void> {
    return this.finish(mail, 'bounced', `given up after ${this.config.MAIL_RETRY_HOURS} hours: ${reply}`.slice(0, 500));
  }

  private async finish(
    mail: QueuedMail,
    status: FinalStatus,
    detail: string,
    digest: Buffer | null = null,
  ): Promise<void> {
    const aggregateVersion = await this.mails.finish(mail, { status, detail, digest });
    const { id, kind, userId, invitationVersion, accountId } = mail;
    const at = new Date().toISOString();
    const data = { mailId: id, kind, userId, invitationVersion, at, detail };
    await this.outbox.append(mailEvents[status], { accountId, aggregateId: id, aggregateVersion, data });
    this.logger.info({ mailId: id, kind, status, attempts: mail.attempts + 1 }, 'mail');
  }
}
