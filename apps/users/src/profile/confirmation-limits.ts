import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { ConfirmationRequestsRepository, type Counted } from './confirmation-requests.repository.js';

/** Mails that ask one address for confirmation, of one account within a day, and those that one user causes. */
const limits = { perAddress: 5, perUser: 30 } as const;

function requireBelow(count: number, limit: number, waitSeconds: number): void {
  if (count >= limit) throw new AppError('rate_limited', { retryAfter: Math.max(1, Math.ceil(waitSeconds)) });
}

/** Nobody's address is mailed endlessly because somebody types it again and again. */
@Injectable()
export class ConfirmationLimits {
  constructor(private readonly requests: ConfirmationRequestsRepository) {}

  /** Counts one mail, in the transaction that causes it. @throws AppError `rate_limited` */
  async take(request: Counted): Promise<void> {
    const found = await this.requests.count(request);
    requireBelow(found.ofAddress, limits.perAddress, found.addressWait);
    requireBelow(found.ofUser, limits.perUser, found.userWait);
    await this.requests.add(request);
  }
}
