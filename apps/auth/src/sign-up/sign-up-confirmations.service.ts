import { Inject, Injectable } from '@nestjs/common';
import { credentialEvents, type RequestOf, type signUpCalls } from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { LinkFinder } from '../links/link-finder.js';
import { LinksRepository } from '../links/links.repository.js';
import { SessionStarter, type SignedInAnswer } from '../sessions/session-starter.js';
import { FOUNDING, type AccountFounding } from './account-founding.js';
import { SignUpsRepository, type SignUp } from './sign-ups.repository.js';

type Confirmation = RequestOf<typeof signUpCalls.confirm>;

/** The end of a sign-up: account and owner exist, and the owner is signed in. */
@Injectable()
export class SignUpConfirmationsService {
  constructor(
    private readonly database: Database,
    private readonly finder: LinkFinder,
    private readonly links: LinksRepository,
    private readonly signUps: SignUpsRepository,
    private readonly identities: IdentitiesRepository,
    private readonly limits: LimitsRepository,
    private readonly starter: SessionStarter,
    private readonly outbox: Outbox,
    @Inject(FOUNDING) private readonly founding: AccountFounding,
  ) {}

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited`; `email_taken` when somebody was quicker */
  async confirm(input: Confirmation): Promise<SignedInAnswer> {
    const link = await this.finder.live('sign_up', { token: input.token }, input.origin);
    const signUp = await this.database.transaction({ accountId: link.account_id }, () =>
      this.signUps.byId(link.subject_id ?? link.id),
    );
    if (signUp === undefined) throw new AppError('link_invalid');
    // Before the link is spent: whoever dies in between leaves a link that works, and founding again changes nothing.
    await this.founding.found(foundationOf(signUp));
    return this.database.transaction({ accountId: link.account_id }, async () => {
      if (!(await this.links.spend(link.id))) throw new AppError('link_invalid');
      return this.enter(signUp, input);
    });
  }

  private async enter(signUp: SignUp, { transport, origin }: Confirmation): Promise<SignedInAnswer> {
    const { account_id: accountId, user_id: userId } = signUp;
    await this.signUps.putIdentity(signUp);
    // It was taken as one that stands alone.
    const password = { hash: signUp.password_hash, needsFactor: false };
    const aggregateVersion = await this.identities.setPassword(signUp, password);
    // What strangers tried before was at nobody's address.
    await this.limits.unlock(signUp.email);
    await this.signUps.remove(signUp.id);
    await this.outbox.append(credentialEvents.passwordSet, {
      accountId,
      aggregateId: userId,
      aggregateVersion,
      data: { userId, via: 'sign_up' },
    });
    return this.starter.start({ userId, accountId, transport, amr: ['pwd'], origin });
  }
}

function foundationOf(signUp: SignUp): Parameters<AccountFounding['found']>[0] {
  return {
    accountId: signUp.account_id,
    userId: signUp.user_id,
    accountName: signUp.account_name,
    firstName: signUp.first_name,
    lastName: signUp.last_name,
    email: signUp.email,
    ...(signUp.timezone === null ? {} : { timezone: signUp.timezone }),
  };
}
