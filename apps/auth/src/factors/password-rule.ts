import { Injectable } from '@nestjs/common';
import { AppError } from '#errors';
import { minLengthAlone, minLengthFor, needsFactor } from '../passwords/password.policy.js';
import { FactorsRepository, type Person } from './factors.repository.js';
import { Requirements } from './requirements.js';
import { Database } from '#postgres';

/** How short somebody's new password may be. */
export interface PasswordRule {
  minLength: number;
  /** The account requires a second factor of them, so that none is ever signed in by the password alone. */
  required: boolean;
}

/** Ties the length of passwords to second factors (NIST SP 800-63B-4, section 3.1.1.2). */
@Injectable()
export class PasswordRules {
  constructor(
    private readonly database: Database,
    private readonly factors: FactorsRepository,
    private readonly requirements: Requirements,
  ) {}

  /** Not within a transaction: it may have to ask who is a manager. @throws AppError `unavailable` */
  async of(person: Person): Promise<PasswordRule> {
    const { accountId } = person;
    const required = await this.requirements.bind(person);
    const factors = await this.database.together({ accountId }, () => this.factors.list(person));
    return { required, minLength: minLengthFor(required || factors.length > 0) };
  }

  /**
   * Whether the rule still stands where the password is set: the last factor may have gone while it was hashed. Holds
   * the person's factors as they are until the transaction ends.
   * @throws AppError `password_too_weak`
   */
  async uphold(person: Person, { required }: PasswordRule, password: string, path = 'password'): Promise<void> {
    if (!needsFactor(password) || required) return;
    await this.factors.lock(person);
    if ((await this.factors.list(person)).length > 0) return;
    const message = `must have at least ${minLengthAlone} characters`;
    throw new AppError('password_too_weak', { errors: [{ path, code: 'too_short', message }] });
  }
}
