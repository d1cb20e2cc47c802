import { Injectable } from '@nestjs/common';
import type { recoveryCalls, RequestOf, ResponseOf } from '#contracts';
import { Database } from '#postgres';
import { RecoveryRepository } from './recovery.repository.js';

/** What others may know of how somebody came in. */
@Injectable()
export class RecoveriesService {
  constructor(
    private readonly database: Database,
    private readonly recovery: RecoveryRepository,
  ) {}

  async last({
    accountId,
    userId,
  }: RequestOf<typeof recoveryCalls.last>): Promise<ResponseOf<typeof recoveryCalls.last>> {
    const at = await this.database.transaction({ accountId }, () => this.recovery.lastRecovery(userId));
    return { at: at?.toISOString() ?? null };
  }
}
