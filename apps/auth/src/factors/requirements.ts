import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { AccountSecurityRepository } from '../security/account-security.repository.js';
import type { Person } from './factors.repository.js';

const managers: ReadonlySet<string> = new Set(['owner', 'administrator']);

/** Whether the account requires a second factor of a person. */
@Injectable()
export class Requirements {
  constructor(
    private readonly database: Database,
    private readonly security: AccountSecurityRepository,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Not within a transaction: it may have to ask who is a manager. @throws AppError `unavailable` */
  async bind({ userId, accountId }: Person): Promise<boolean> {
    const settings = await this.database.together({ accountId }, () => this.security.of(accountId));
    if (settings.requireTwoFactor !== 'managers') return settings.requireTwoFactor === 'everyone';
    const person = await this.directory.person(userId);
    return person === undefined || managers.has(person.role);
  }
}
