import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { MailRequests } from '../requests/mail-requests.js';
import { RecoveryRepository } from './recovery.repository.js';

interface Owner {
  accountId: string;
  userId: string;
  email: string;
}

/**
 * Makes links by which somebody sets a new password; the link before it dies. Must run in a transaction. Does nothing
 * for people who may not sign in. Mails that are sent count, and no others.
 */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly recovery: RecoveryRepository,
    private readonly requests: MailRequests,
    private readonly issuer: LinkIssuer,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'PASSWORD_RESET_MINUTES'>,
  ) {}

  /** Anybody may have asked. A link whose mail is under way stays: another would kill it before it arrives. */
  async issueForStranger(owner: Owner): Promise<void> {
    const next = await this.recovery.nextReset(owner.userId);
    if (next === undefined || next.under_way) return;
    if (await this.requests.admitMail(owner.email, 'password_reset')) await this.issue(owner, next.version);
  }

  /** For whoever looks after them, beside what strangers use up. @returns false when that was too often */
  async send(owner: Owner): Promise<boolean> {
    const next = await this.recovery.nextReset(owner.userId);
    if (next === undefined) return true;
    const admitted = await this.requests.admitMail(owner.email, 'sent_reset');
    if (admitted) await this.issue(owner, next.version);
    return admitted;
  }

  private async issue({ accountId, userId }: Owner, version: number): Promise<void> {
    await this.issuer.issue({
      accountId,
      userId,
      purpose: 'password_reset',
      version,
      subjectId: null,
      invitedBy: null,
      expiresAt: new Date(Date.now() + this.config.PASSWORD_RESET_MINUTES * 60_000),
    });
  }
}
