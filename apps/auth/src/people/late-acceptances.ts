import { Injectable } from '@nestjs/common';
import { FactorRemoval } from '../factors/factor-removal.js';
import type { Person } from '../factors/factors.repository.js';
import { IdentitiesRepository } from '../identities/identities.repository.js';
import { LinksRepository } from '../links/links.repository.js';
import { SessionEndings } from '../sessions/session-endings.js';

/**
 * Acceptances of invitations that had been revoked, which auth did not know yet. The users service let nobody in by
 * them; what they left here goes.
 */
@Injectable()
export class LateAcceptances {
  constructor(
    private readonly links: LinksRepository,
    private readonly sessions: SessionEndings,
    private readonly identities: IdentitiesRepository,
    private readonly factors: FactorRemoval,
  ) {}

  /** Must run in the transaction of the revocation. Who has joined by a later invitation keeps everything. */
  async undo(person: Person, version: number): Promise<void> {
    if (!(await this.links.acceptedNoLater(person.userId, version))) return;
    await this.sessions.endAll(person.userId, 'revoked');
    await this.identities.removePassword(person.userId);
    await this.factors.removeAll(person);
  }
}
