import { Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { linkEvents } from '#contracts';
import { Outbox } from '#events';
import { LinkSecrets, tokenDigest } from './link-secrets.js';
import { LinksRepository, type NewLink } from './links.repository.js';

/** Makes links and has them mailed: the row and the event in one transaction. */
@Injectable()
export class LinkIssuer {
  constructor(
    private readonly links: LinksRepository,
    private readonly secrets: LinkSecrets,
    private readonly outbox: Outbox,
  ) {}

  /** Must run in a transaction. Invitations of a person up to a version are dead from now on, known ones and late ones. */
  async revokeInvitations({ accountId, userId, version }: Pick<NewLink, 'accountId' | 'userId' | 'version'>) {
    const id = uuidv7();
    const digest = tokenDigest(this.secrets.tokenOf({ id, purpose: 'invitation', version }));
    await this.links.revokeInvitations({
      id,
      accountId,
      userId,
      version,
      tokenDigest: digest,
      expiresAt: new Date(),
    });
  }

  /** Must run in a transaction. Does nothing when a later version of the same link is known. */
  async issue(wanted: Omit<NewLink, 'id' | 'tokenDigest'>): Promise<void> {
    const id = uuidv7();
    const { accountId, userId, purpose, version, subjectId, invitedBy, expiresAt } = wanted;
    const digest = tokenDigest(this.secrets.tokenOf({ id, purpose, version }));
    if (!(await this.links.add({ ...wanted, id, tokenDigest: digest }))) return;
    await this.outbox.append(linkEvents.issued, {
      accountId,
      aggregateId: id,
      aggregateVersion: 1,
      data: {
        linkId: id,
        userId,
        purpose,
        invitationVersion: purpose === 'invitation' ? version : null,
        subjectId,
        invitedBy,
        expiresAt: expiresAt.toISOString(),
      },
    });
  }
}
