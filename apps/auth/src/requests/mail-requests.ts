import { Inject, Injectable } from '@nestjs/common';
import type { ClientOrigin } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';
import { LimitsRepository, windowSeconds } from '../limits/limits.repository.js';
import { networkOf } from '../limits/network.js';
import { MailRequestsRepository, type MailBudget, type MailRequest } from './mail-requests.repository.js';

type Config = Pick<AuthConfig, 'MAIL_REQUESTS_PER_ADDRESS' | 'REQUESTED_MAILS_PER_RECIPIENT'>;

/**
 * What strangers ask for that may end in a mail. Taking it in is the same work for known and unknown addresses; the
 * rest happens after the answer.
 */
@Injectable()
export class MailRequests {
  private wake: () => void = () => {};

  constructor(
    private readonly database: Database,
    private readonly limits: LimitsRepository,
    private readonly requests: MailRequestsRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Called after each commit that took something in; a hint for the desk. */
  onAdd(wake: () => void): void {
    this.wake = wake;
  }

  /** Before any work is done for a stranger. @throws AppError `rate_limited` */
  async admitStranger({ ip }: ClientOrigin): Promise<void> {
    const { MAIL_REQUESTS_PER_ADDRESS: limit } = this.config;
    const { failures, resets_in: resetSeconds } = await this.database.transaction({ system: 'limit requests' }, () =>
      // Beside the failures of the same network: asking for a mail must not keep anybody from signing in.
      this.limits.countNetworkFailure(`requests ${networkOf(ip)}`),
    );
    if (failures <= limit) return;
    const rateLimit = { policy: 'requests', limit, remaining: 0, resetSeconds, windowSeconds };
    throw new AppError('rate_limited', { retryAfter: resetSeconds, rateLimit });
  }

  /** Must run in a transaction. */
  async add(request: Omit<MailRequest, 'id'>): Promise<void> {
    await this.requests.add(request);
    this.database.afterCommit(() => this.wake());
  }

  /** Counts a mail to an address. Must run in the transaction that sends it. @returns false: none may go there now */
  async admitMail(email: string, budget: MailBudget): Promise<boolean> {
    return this.requests.admit(email, budget, this.config.REQUESTED_MAILS_PER_RECIPIENT);
  }
}
