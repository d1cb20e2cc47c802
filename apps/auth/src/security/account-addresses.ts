import { Injectable } from '@nestjs/common';
import type { ClientOrigin } from '#contracts';
import { Database } from '#postgres';
import { AccountSecurityRepository } from './account-security.repository.js';
import { requireAllowedAddress } from './allowed-addresses.js';

/** From where the credentials of an account may be used, for those that say nothing but whose they are. */
@Injectable()
export class AccountAddresses {
  constructor(
    private readonly database: Database,
    private readonly security: AccountSecurityRepository,
  ) {}

  /** @throws AppError `forbidden` from an address that the account does not allow */
  async require(accountId: string, { ip }: ClientOrigin): Promise<void> {
    const { allowedIpRanges } = await this.database.together({ accountId }, () => this.security.of(accountId));
    requireAllowedAddress(allowedIpRanges, ip);
  }
}
