import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { signUpEvents, type RequestOf, type ResponseOf, type signUpCalls } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { CONFIG, type AuthConfig } from '../config.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { LinkIssuer } from '../links/link-issuer.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { requireStrong } from '../passwords/password.policy.js';
import { MailRequestDesk } from '../requests/mail-request-desk.js';
import { MailRequests } from '../requests/mail-requests.js';
import { MailRequestsRepository, type MailRequest } from '../requests/mail-requests.repository.js';
import { SignUpsRepository, type SignUp } from './sign-ups.repository.js';

/** Asking for an account: up to the mail that confirms, or says that the address is in use. */
@Injectable()
export class SignUpRequestsService {
  constructor(
    private readonly database: Database,
    private readonly requests: MailRequests,
    private readonly settled: MailRequestsRepository,
    desk: MailRequestDesk,
    private readonly signUps: SignUpsRepository,
    private readonly identities: IdentitiesRepository,
    private readonly issuer: LinkIssuer,
    private readonly hasher: PasswordHasher,
    private readonly outbox: Outbox,
    @Inject(CONFIG) private readonly config: Pick<AuthConfig, 'SIGN_UP_HOURS'>,
  ) {
    desk.decide('sign_up', (request) => this.decide(request));
  }

  /**
   * The same work for known and unknown addresses: who is known is looked up after the answer.
   * @throws AppError `rate_limited`, `password_too_weak`, `unavailable` when too many hashes wait
   */
  async request(wanted: RequestOf<typeof signUpCalls.request>): Promise<Record<string, never>> {
    requireStrong(wanted.password, wanted);
    await this.requests.admitStranger(wanted.origin);
    const hash = await this.hasher.hash(wanted.password);
    const id = uuidv7();
    await this.database.transaction({ system: 'sign up' }, async () => {
      await this.signUps.add({
        id,
        account_id: uuidv7(),
        user_id: uuidv7(),
        account_name: wanted.accountName,
        first_name: wanted.firstName,
        last_name: wanted.lastName,
        email: wanted.email,
        timezone: wanted.timezone ?? null,
        password_hash: hash,
        hours: this.config.SIGN_UP_HOURS,
      });
      await this.requests.add({ kind: 'sign_up', email: wanted.email, subject_id: id });
    });
    return {};
  }

  /** Where the mail of a sign-up goes. @throws AppError `not_found` */
  async recipient(signUpId: string): Promise<ResponseOf<typeof signUpCalls.recipient>> {
    const signUp = await this.database.transaction({ system: 'mail a sign-up' }, () => this.signUps.byId(signUpId));
    if (signUp === undefined) throw new AppError('not_found');
    return {
      accountId: signUp.account_id,
      userId: signUp.user_id,
      accountName: signUp.account_name,
      firstName: signUp.first_name,
      lastName: signUp.last_name,
      email: signUp.email,
      timezone: signUp.timezone ?? 'Etc/UTC',
    };
  }

  private async decide({ id, email, subject_id: signUpId }: MailRequest): Promise<void> {
    await this.database.transaction({ system: 'decide a sign-up' }, async () => {
      if (!(await this.settled.settle(id)) || signUpId === null) return;
      const signUp = await this.signUps.byId(signUpId);
      if (signUp === undefined) return;
      const holder = await this.identities.byEmail(email);
      const mailed = await this.requests.admitMail(email, 'sign_up');
      if (mailed && holder === undefined) return this.mailLink(signUp);
      await this.signUps.remove(signUpId);
      if (!mailed || holder === undefined) return;
      const { account_id: accountId, user_id: userId } = holder;
      const about = { accountId, aggregateId: signUpId, aggregateVersion: 1 };
      await this.outbox.append(signUpEvents.addressInUse, { ...about, data: { signUpId, userId } });
    });
  }

  private async mailLink(signUp: SignUp): Promise<void> {
    await this.issuer.issue({
      accountId: signUp.account_id,
      userId: signUp.user_id,
      purpose: 'sign_up',
      version: 1,
      subjectId: signUp.id,
      invitedBy: null,
      expiresAt: signUp.expires_at,
    });
  }
}
