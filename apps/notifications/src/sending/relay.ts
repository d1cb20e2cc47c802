import { Inject, Injectable } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { CONFIG, type NotificationsConfig } from '../config.js';
import type { QueuedMail } from '../mails/mail.js';
import type { Letter } from '../templates/letter.js';
import { cleanReply, deliveryOf, type Delivery } from './delivery.js';

type RelayConfig = Pick<NotificationsConfig, 'SMTP_URL' | 'SMTP_TIMEOUT_MS' | 'MAIL_CONCURRENCY'>;

function openTransport(config: RelayConfig) {
  const connect = Math.min(5_000, config.SMTP_TIMEOUT_MS);
  return createTransport({
    pool: true,
    url: config.SMTP_URL,
    maxConnections: config.MAIL_CONCURRENCY,
    maxMessages: 200,
    // Only where no byte of the mail was sent, such as over a connection that the relay had closed while it was idle.
    maxRequeues: 1,
    idleTimeout: 30_000,
    connectionTimeout: connect,
    greetingTimeout: connect,
    dnsTimeout: connect,
    socketTimeout: config.SMTP_TIMEOUT_MS,
    socketCloseTimeout: 1_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** Headers and content; a repeat says exactly the same, so that it can be recognised as one. */
function messageOf(mail: QueuedMail, letter: Letter) {
  return {
    from: letter.from,
    to: letter.to,
    envelope: { from: letter.from.address, to: [letter.to.address] },
    subject: letter.subject,
    text: letter.text,
    html: letter.html,
    messageId: mail.messageId,
    date: mail.createdAt,
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
  };
}

/** The SMTP server that takes our mail, over a bounded number of connections, each step with a deadline. */
@Injectable()
export class Relay {
  private readonly transport: ReturnType<typeof openTransport>;

  constructor(@Inject(CONFIG) private readonly config: RelayConfig) {
    this.transport = openTransport(config);
  }

  /** Hands a mail over. Never rejects: every end has a meaning for the mail. */
  async deliver(mail: QueuedMail, letter: Letter, stop: AbortSignal): Promise<Delivery> {
    const deadline = AbortSignal.timeout(this.config.SMTP_TIMEOUT_MS);
    const signal = AbortSignal.any([deadline, stop]);
    try {
      const { response } = await this.transport.sendMail({ ...messageOf(mail, letter), signal });
      return { kind: 'accepted', reply: cleanReply(response) };
    } catch (error) {
      if (stop.aborted) return { kind: 'interrupted', reply: 'this process was stopped' };
      if (deadline.aborted) return { kind: 'deferred', reply: `no answer within ${this.config.SMTP_TIMEOUT_MS} ms` };
      return deliveryOf(error);
    }
  }

  close(): void {
    this.transport.close({ force: true });
  }
}
