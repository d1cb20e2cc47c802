import { Inject, Injectable } from '@nestjs/common';
import { Database } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository, isManager } from '../identities/identities.repository.js';
import { AccountSecurityRepository } from '../security/account-security.repository.js';
import type { Person } from './factors.repository.js';

/** Whether the account requires a second factor of a person. */
@Injectable()
export class Requirements {
  constructor(
    private readonly database: Database,
    private readonly security: AccountSecurityRepository,
    private readonly identities: IdentitiesRepository,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** Not within a transaction: it may have to ask who is a manager. @throws AppError `unavailable` */
  async bind({ userId, accountId }: Person): Promise<boolean> {
    const settings = await this.database.together({ accountId }, () => this.security.of(accountId));
    if (settings.requireTwoFactor !== 'managers') return settings.requireTwoFactor === 'everyone';
    const person = await this.directory.person(userId);
    if (person === undefined) return true;
    // What was asked just now may be newer than what the events have told; sessions are held against it.
    await this.database.transaction({ accountId }, () => this.identities.setRole(userId, person.role, person.version));
    return isManager(person.role);
  }
}
