import { Inject, Injectable } from '@nestjs/common';
import type { Caller, passwordCalls, Person, RenewedSession, RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { PasswordRules } from '../factors/password-rule.js';
import { faultsOf, needsFactor } from '../passwords/password.policy.js';
import { SessionRenewals } from '../sessions/session-renewals.js';
import { SessionsRepository } from '../sessions/sessions.repository.js';
import { SignInService } from '../sessions/sign-in.service.js';
import { PasswordNews } from './password-news.js';
import { RecoveryRepository } from './recovery.repository.js';

type Change = RequestOf<typeof passwordCalls.change>;

function requireStrongNew(password: string, person: Person, minLength: number): void {
  const errors = faultsOf(password, person, minLength).map((fault) => ({ ...fault, path: 'newPassword' }));
  if (errors.length > 0) throw new AppError('password_too_weak', { errors });
}

/** Changing one's own password. */
@Injectable()
export class PasswordChangesService {
  constructor(
    private readonly database: Database,
    private readonly signIns: SignInService,
    private readonly recovery: RecoveryRepository,
    private readonly sessions: SessionsRepository,
    private readonly renewals: SessionRenewals,
    private readonly hasher: PasswordHasher,
    private readonly news: PasswordNews,
    private readonly rules: PasswordRules,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /**
   * What is likeliest to have made somebody change it is that something was stolen, so a copied cookie dies with it. A
   * copied refresh token is found out when both are used.
   * @throws AppError `invalid_credentials`, `rate_limited`, `password_too_weak`, `unavailable`
   */
  async change(caller: Caller, change: Change): Promise<RenewedSession> {
    const { currentPassword, newPassword, renewsCookie = false, origin } = change;
    const { sub: userId, acc: accountId } = caller;
    const shown = await this.database.transaction({ accountId }, () => this.recovery.passwordSet(userId));
    await this.signIns.prove(caller, currentPassword, origin);
    const person = await this.directory.person(userId);
    if (person?.state !== 'active' || person.accountId !== accountId) throw new AppError('unauthenticated');
    const rule = await this.rules.of({ userId, accountId });
    requireStrongNew(newPassword, person, rule.minLength);
    const stored = { hash: await this.hasher.hash(newPassword), needsFactor: needsFactor(newPassword) };
    return this.database.transaction({ accountId }, async () => {
      await this.rules.uphold({ userId, accountId }, rule, newPassword, 'newPassword');
      const version = await this.recovery.replacePassword(userId, shown ?? '', stored);
      if (version === undefined) throw new AppError('invalid_credentials');
      // Another gateway may not have heard yet that this session is over.
      if ((await this.sessions.liveById(caller.sid)) === undefined) throw new AppError('unauthenticated');
      await this.news.changed(person, version, caller);
      return this.renewals.afterProof({ sessionId: caller.sid, renewsCookie, endsPrevious: true });
    });
  }
}
