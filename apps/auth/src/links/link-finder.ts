import { createHash, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { ClientOrigin, LinkPurpose } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { Limiter } from '../limits/limiter.js';
import { AccountAddresses } from '../security/account-addresses.js';
import { LinkSecrets, tokenDigest } from './link-secrets.js';
import { LinksRepository, type Link } from './links.repository.js';

/** What somebody holds of a mail: the token of its link, or its code with the address. */
export interface LinkProof {
  token?: string | undefined;
  email?: string | undefined;
  code?: string | undefined;
}

function sameText(one: string, other: string): boolean {
  // Digests have one length, whatever was sent.
  const [mine, theirs] = [one, other].map((text) => createHash('sha256').update(text).digest());
  return mine !== undefined && theirs !== undefined && timingSafeEqual(mine, theirs);
}

/** Finds the link that somebody holds. Looking never spends it; wrong tries are counted. */
@Injectable()
export class LinkFinder {
  constructor(
    private readonly database: Database,
    private readonly links: LinksRepository,
    private readonly identities: IdentitiesRepository,
    private readonly secrets: LinkSecrets,
    private readonly limiter: Limiter,
    private readonly addresses: AccountAddresses,
  ) {}

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited`; `forbidden` where its account allows no use */
  async live(purpose: LinkPurpose, proof: LinkProof, origin: ClientOrigin): Promise<Link> {
    const link = await this.open(purpose, proof, origin);
    if (link.expired) throw new AppError('link_expired');
    return link;
  }

  /** As {@link live}, but takes expired links too. */
  async open(purpose: LinkPurpose, proof: LinkProof, origin: ClientOrigin): Promise<Link> {
    return this.limiter.guarded(origin, async () => {
      const link = await this.find(purpose, proof);
      if (link?.open !== true) throw new AppError('link_invalid');
      // Only who holds the link learns of it, and nothing of whom it is for.
      await this.addresses.require(link.account_id, origin);
      return link;
    });
  }

  private async find(purpose: LinkPurpose, { token, email, code }: LinkProof): Promise<Link | undefined> {
    return this.database.transaction({ system: 'find a link' }, async () => {
      if (token !== undefined) return this.links.byToken(tokenDigest(token), purpose);
      return this.byCode(purpose, email ?? '', code ?? '');
    });
  }

  private async byCode(purpose: LinkPurpose, email: string, code: string): Promise<Link | undefined> {
    const identity = await this.identities.byEmail(email);
    const link = identity === undefined ? undefined : await this.links.newestOf(identity.user_id, purpose);
    if (link === undefined || !(await this.links.takeCodeTry(link.id))) return undefined;
    if (!sameText(this.secrets.codeOf(link), code)) return undefined;
    await this.links.returnCodeTry(link.id);
    return link;
  }
}
