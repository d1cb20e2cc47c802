import { Inject, Injectable } from '@nestjs/common';
import type { Caller, ClientOrigin, passwordResetCalls, Person, RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database, IdempotentCommands } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { ManagedPeople } from '../identities/managed-people.js';
import { PasswordRules } from '../factors/password-rule.js';
import { LinkFinder, type LinkProof } from '../links/link-finder.js';
import { LinksRepository, type Link } from '../links/links.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { needsFactor, passwordPolicy, requireStrong } from '../passwords/password.policy.js';
import { MailRequestDesk } from '../requests/mail-request-desk.js';
import { MailRequests } from '../requests/mail-requests.js';
import { MailRequestsRepository, type MailRequest } from '../requests/mail-requests.repository.js';
import { PasswordNews } from './password-news.js';
import { ResetLinks } from './reset-links.js';

type Completion = RequestOf<typeof passwordResetCalls.complete>;

const personOf = ({ user_id: userId, account_id: accountId }: Link) => ({ userId, accountId });

/** Getting a new password by mail. */
@Injectable()
export class PasswordResetsService {
  constructor(
    private readonly database: Database,
    private readonly requests: MailRequests,
    private readonly settled: MailRequestsRepository,
    desk: MailRequestDesk,
    private readonly resetLinks: ResetLinks,
    private readonly finder: LinkFinder,
    private readonly links: LinksRepository,
    private readonly identities: IdentitiesRepository,
    private readonly hasher: PasswordHasher,
    private readonly news: PasswordNews,
    private readonly rules: PasswordRules,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {
    desk.decide('password_reset', (request) => this.decide(request));
  }

  /** @throws AppError `rate_limited` by the network; nothing here tells known addresses from unknown ones */
  async request({ email, origin }: RequestOf<typeof passwordResetCalls.request>): Promise<Record<string, never>> {
    await this.requests.admitStranger(origin);
    await this.database.transaction({ system: 'ask for a reset' }, () =>
      this.requests.add({ kind: 'password_reset', email, subject_id: null }),
    );
    return {};
  }

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited` */
  async lookup(
    input: RequestOf<typeof passwordResetCalls.lookup>,
  ): Promise<ResponseOf<typeof passwordResetCalls.lookup>> {
    const { link, person } = await this.live(input, input.origin);
    const { accountName, email, firstName } = person;
    const { minLength } = await this.rules.of(personOf(link));
    const expiresAt = link.expires_at.toISOString();
    return { accountName, email, firstName, expiresAt, passwordPolicy: { ...passwordPolicy, minLength } };
  }

  /** @throws AppError as {@link lookup}; `password_too_weak`, `unavailable` when too many hashes wait */
  async complete(input: Completion): Promise<Record<string, never>> {
    const { link, person } = await this.live(input, input.origin);
    const rule = await this.rules.of(personOf(link));
    requireStrong(input.password, person, rule.minLength);
    const hash = await this.hasher.hash(input.password);
    await this.database.transaction({ accountId: link.account_id }, async () => {
      await this.rules.uphold(personOf(link), rule, input.password);
      if (!(await this.links.spend(link.id))) throw new AppError('link_invalid');
      const version = await this.identities.setPassword(link, { hash, needsFactor: needsFactor(input.password) });
      await this.news.reset(person, version);
    });
    return {};
  }

  /** Whoever asked has their answer already. */
  private async decide({ id, email }: MailRequest): Promise<void> {
    const identity = await this.database.transaction({ system: 'whose address' }, () => this.identities.byEmail(email));
    const person = identity === undefined ? undefined : await this.directory.person(identity.user_id);
    await this.database.transaction({ system: 'decide a reset' }, async () => {
      if (!(await this.settled.settle(id)) || person?.state !== 'active' || person.email !== email) return;
      await this.resetLinks.issueForStranger({ accountId: person.accountId, userId: person.id, email });
    });
  }

  private async live(proof: LinkProof, origin: ClientOrigin): Promise<{ link: Link; person: Person }> {
    const link = await this.finder.live('password_reset', proof, origin);
    const person = await this.directory.person(link.user_id);
    if (person?.state !== 'active' || person.accountId !== link.account_id) throw new AppError('link_invalid');
    return { link, person };
  }
}

/** What somebody who manages users can do for a password: have the mail sent. */
@Injectable()
export class SentResetsService {
  constructor(
    private readonly managed: ManagedPeople,
    private readonly resetLinks: ResetLinks,
    private readonly commands: IdempotentCommands,
  ) {}

  /** @throws AppError `not_found`, `forbidden`, `conflict` for people who are not active, `rate_limited` */
  async send(
    call: typeof passwordResetCalls.send,
    caller: Caller,
    input: RequestOf<typeof passwordResetCalls.send>,
  ): Promise<Record<string, never>> {
    const person = await this.managed.require(caller, input.userId);
    return this.commands.once(call, caller, input, async () => {
      if (person.state !== 'active') {
        throw new AppError('conflict', { detail: 'Only active users have a password to reset' });
      }
      const owner = { accountId: caller.acc, userId: person.id, email: person.email };
      if (!(await this.resetLinks.send(owner))) throw new AppError('rate_limited', { retryAfter: 3600 });
      return {};
    });
  }
}
