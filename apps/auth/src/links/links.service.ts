import { Injectable } from '@nestjs/common';
import type { linkCalls, RequestOf, ResponseOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { LinkFinder } from './link-finder.js';
import { LinkSecrets } from './link-secrets.js';
import { LinksRepository } from './links.repository.js';

/** What other services of ours ask about links. */
@Injectable()
export class LinksService {
  constructor(
    private readonly database: Database,
    private readonly links: LinksRepository,
    private readonly secrets: LinkSecrets,
    private readonly finder: LinkFinder,
  ) {}

  /** What stands in the mail. @throws AppError `not_found` */
  async render(linkId: string): Promise<ResponseOf<typeof linkCalls.render>> {
    const link = await this.database.together({ system: 'render a link' }, () => this.links.byId(linkId));
    if (link === undefined) throw new AppError('not_found');
    return {
      alive: link.open && !link.expired,
      path: this.secrets.pathOf(link),
      code: this.secrets.codeOf(link),
      purpose: link.purpose,
      userId: link.user_id,
      expiresAt: link.expires_at.toISOString(),
    };
  }

  /** @throws AppError `link_invalid`, `link_expired`, `rate_limited` */
  async inspect({
    token,
    purpose,
    origin,
  }: RequestOf<typeof linkCalls.inspect>): Promise<ResponseOf<typeof linkCalls.inspect>> {
    const link = await this.finder.live(purpose, { token }, origin);
    // Only links that confirm something have a subject.
    if (link.subject_id === null) throw new AppError('link_invalid');
    return { linkId: link.id, accountId: link.account_id, userId: link.user_id, subjectId: link.subject_id };
  }
}
