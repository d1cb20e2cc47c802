import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { CONFIG, type NotificationsConfig } from '../config.js';
import type { NewMail } from './mail.js';
import { MailsRepository } from './mails.repository.js';

/** Takes mails in, and says so to who sends them. */
@Injectable()
export class MailQueue {
  private wake: () => void = () => {};

  constructor(
    private readonly database: Database,
    private readonly mails: MailsRepository,
    @Inject(CONFIG) private readonly config: Pick<NotificationsConfig, 'MAIL_FROM'>,
  ) {}

  /** Called after each commit that added something; a hint for the lanes. */
  onAdd(wake: () => void): void {
    this.wake = wake;
  }

  /** Adds mails in the current transaction. */
  async add(mails: readonly NewMail[]): Promise<void> {
    const domain = this.config.MAIL_FROM.address.split('@')[1] ?? 'localhost';
    for (const mail of mails) await this.mails.add(mail, domain);
    this.database.afterCommit(() => this.wake());
  }
}
