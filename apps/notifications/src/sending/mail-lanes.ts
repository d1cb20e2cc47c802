import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Logger } from 'pino';
import { LOGGER } from '#observability';
import { Database } from '#postgres';
import { CONFIG, type NotificationsConfig } from '../config.js';
import { MailQueue } from '../mails/mail-queue.js';
import { MailsRepository } from '../mails/mails.repository.js';
import { MailSender } from './mail-sender.js';
import { Relay } from './relay.js';

const pollMs = 1_000;
const sparePollMs = 5_000;
const afterFailureMs = 1_000;
const purgeEveryMs = 3_600_000;
// Of the ten seconds that a process has to stop.
const finishWithinMs = 4_000;

/**
 * Sends what is due, several mails at a time. The first lane polls; the others are woken while there is work. A wake-up
 * is a hint, polling is the guarantee.
 */
@Injectable()
export class MailLanes implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly resting = new Set<() => void>();
  private readonly abort = new AbortController();
  private lanes: Promise<void>[] = [];
  private stopped = false;
  private purgedAt = Date.now();

  constructor(
    private readonly database: Database,
    private readonly mails: MailsRepository,
    private readonly queue: MailQueue,
    private readonly sender: MailSender,
    private readonly relay: Relay,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(CONFIG) private readonly config: Pick<NotificationsConfig, 'MAIL_CONCURRENCY'>,
  ) {}

  onApplicationBootstrap(): void {
    this.queue.onAdd(() => this.wakeOne());
    this.lanes = Array.from({ length: this.config.MAIL_CONCURRENCY }, (_, lane) => this.run(lane));
  }

  /** Mails under way may end; after four seconds they are broken off and given back, to be sent by another copy. */
  async onModuleDestroy(): Promise<void> {
    this.stopped = true;
    for (const wake of this.resting) wake();
    const impatient = setTimeout(() => this.abort.abort(), finishWithinMs);
    await Promise.all(this.lanes);
    clearTimeout(impatient);
    this.relay.close();
  }

  private wakeOne(): void {
    const [wake] = this.resting;
    wake?.();
  }

  private async run(lane: number): Promise<void> {
    while (!this.stopped) {
      if (await this.step()) this.wakeOne();
      else await this.rest(lane === 0 ? pollMs : sparePollMs);
      if (lane === 0) await this.purgeNowAndThen();
    }
  }

  private async step(): Promise<boolean> {
    if (this.sender.outage.remainingMs > 0) return false;
    try {
      return await this.sender.sendNext(this.abort.signal);
    } catch (error) {
      this.logger.warn({ err: error }, 'a mail could not be handled; it will be tried again');
      await this.pause(afterFailureMs);
      return false;
    }
  }

  /** Not cut short by hints, or an outage of the database would be answered by a storm; only by the end. */
  private async pause(milliseconds: number): Promise<void> {
    if (this.stopped) return;
    await sleep(milliseconds * (0.5 + Math.random()), undefined, { signal: this.abort.signal }).catch(() => {});
  }

  private async rest(milliseconds: number): Promise<void> {
    if (this.stopped) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => end(), milliseconds);
      const end = (): void => {
        clearTimeout(timer);
        this.resting.delete(end);
        resolve();
      };
      this.resting.add(end);
    });
  }

  private async purgeNowAndThen(): Promise<void> {
    if (this.stopped || Date.now() - this.purgedAt < purgeEveryMs) return;
    this.purgedAt = Date.now();
    await this.database
      .transaction({ system: 'purge mails' }, () => this.mails.purge())
      .catch((error: unknown) => this.logger.warn({ err: error }, 'old mails could not be removed'));
  }
}
