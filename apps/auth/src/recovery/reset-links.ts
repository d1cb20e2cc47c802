import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { RecoveryRepository } from './recovery.repository.js';

/** Makes links by which somebody sets a new password. */
@Injectable()
export class ResetLinks {
  constructor(
    private readonly recovery: RecoveryRepository,
    private readonly issuer: LinkIssuer,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'PASSWORD_RESET_MINUTES'>,
  ) {}

  /** Must run in a transaction. The link before it dies. Does nothing for people who may not sign in. */
  async issue({ accountId, userId }: { accountId: string; userId: string }): Promise<void> {
    const version = await this.recovery.nextResetVersion(userId);
    if (version === undefined) return;
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
