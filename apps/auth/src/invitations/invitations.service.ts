import { Inject, Injectable } from '@nestjs/common';
import {
  credentialEvents,
  linkEvents,
  type ClientOrigin,
  type invitationCalls,
  type Person,
  type RequestOf,
  type ResponseOf,
} from '#contracts';
import { AppError } from '#errors';
import { Outbox } from '#events';
import { Database } from '#postgres';
import { DIRECTORY, type Directory } from '../identities/directory.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { LimitsRepository } from '../limits/limits.repository.js';
import { LinkFinder, type LinkProof } from '../links/link-finder.js';
import { LinksRepository, type Link } from '../links/links.repository.js';
import { PasswordHasher } from '../passwords/password-hasher.js';
import { minLengthFor, needsFactor, passwordPolicy, requireStrong } from '../passwords/password.policy.js';
import { Arrivals } from '../sessions/arrivals.js';

type Acceptance = RequestOf<typeof invitationCalls.accept>;
type Accepted = ResponseOf<typeof invitationCalls.accept>;

/** What an invited person does with their link. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly finder: LinkFinder,
    private readonly links: LinksRepository,
    private readonly identities: IdentitiesRepository,
    private readonly limits: LimitsRepository,
    private readonly hasher: PasswordHasher,
    private readonly arrivals: Arrivals,
    private readonly outbox: Outbox,
    @Inject(DIRECTORY) private readonly directory: Directory,
  ) {}

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited` */
  async lookup(input: RequestOf<typeof invitationCalls.lookup>): Promise<ResponseOf<typeof invitationCalls.lookup>> {
    const { link, person } = await this.live(input, input.origin);
    const { accountName, email, firstName } = person;
    const minLength = minLengthFor(await this.requiresTwoFactors(link));
    const expiresAt = link.expires_at.toISOString();
    return { accountName, email, firstName, expiresAt, passwordPolicy: { ...passwordPolicy, minLength } };
  }

  /** @throws AppError as {@link lookup}; `password_too_weak`, `unavailable` when too many hashes wait */
  async accept(input: Acceptance): Promise<Accepted> {
    const { link, person } = await this.live(input, input.origin);
    const required = await this.requiresTwoFactors(link);
    requireStrong(input.password, person, minLengthFor(required));
    const hash = await this.hasher.hash(input.password);
    return this.database.transaction({ accountId: link.account_id }, async () => {
      if (!(await this.links.spend(link.id))) throw new AppError('link_invalid');
      const joined = await this.join(link, person, { hash, input, required });
      return joined.status === 'signed_in' ? { ...joined, invitationVersion: link.version } : joined;
    });
  }

  /** The holder of an expired invitation asks for another one. Whoever can send it is told, once per link. */
  async renew({ token, origin }: RequestOf<typeof invitationCalls.renew>): Promise<Record<string, never>> {
    const link = await this.finder.open('invitation', { token }, origin);
    // A living invitation needs no other.
    if (!link.expired) return {};
    await this.database.transaction({ accountId: link.account_id }, async () => {
      if (!(await this.links.requestRenewal(link.id))) return;
      await this.outbox.append(linkEvents.renewalRequested, {
        accountId: link.account_id,
        aggregateId: link.id,
        aggregateVersion: 2,
        data: { linkId: link.id, userId: link.user_id, purpose: 'invitation' },
      });
    });
    return {};
  }

  /** A link that may be used now: alive, and who invited may still invite. */
  private async live(proof: LinkProof, origin: ClientOrigin): Promise<{ link: Link; person: Person }> {
    const link = await this.finder.live('invitation', proof, origin);
    const [person, stands] = await Promise.all([this.directory.person(link.user_id), this.stands(link)]);
    if (person === undefined || !stands || person.state !== 'invited') throw new AppError('link_invalid');
    return { link, person };
  }

  private async stands({ account_id: accountId, invited_by: actorId, user_id: targetId }: Link): Promise<boolean> {
    return actorId === null || this.directory.mayManage({ accountId, actorId, targetId });
  }

  private requiresTwoFactors({ user_id: userId, account_id: accountId }: Link): Promise<boolean> {
    return this.arrivals.requiresTwoFactors({ userId, accountId });
  }

  private async join(
    link: Link,
    person: Person,
    { hash, input, required }: { hash: string; input: Acceptance; required: boolean },
  ): Promise<Accepted> {
    const { user_id: userId, account_id: accountId } = link;
    const aggregateVersion = await this.identities.setPassword(link, {
      hash,
      needsFactor: needsFactor(input.password),
    });
    await this.limits.unlock(person.email);
    await this.outbox.append(credentialEvents.passwordSet, {
      accountId,
      aggregateId: userId,
      aggregateVersion,
      data: { userId, via: 'invitation', invitationVersion: link.version },
    });
    const { transport, origin } = input;
    const arrival = { userId, accountId, transport, amr: ['pwd'], origin, rememberDevice: false };
    return this.arrivals.afterOneFactor(arrival, required);
  }
}
