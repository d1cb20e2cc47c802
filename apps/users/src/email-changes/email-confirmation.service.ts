import { Injectable } from '@nestjs/common';
import { lifecycleEvents, type emailChangeCalls, type RequestOf } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { noInvitation } from '../lifecycle/no-invitation.js';
import { OfferEndings } from '../ownership/offer-endings.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { ConfirmedLinks, type ConfirmedLink } from '../profile/confirmed-links.js';
import { ProfileAccess } from '../profile/profile-access.js';
import { UserFacts } from '../profile/user-facts.js';
import { searchTextOf } from '../users/names.js';
import { hasOpenInvitation } from '../users/invitation.policy.js';
import { InvitationsService } from '../users/invitations.service.js';
import type { SelectedUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { EmailChangesRepository, type SelectedEmailChange } from './email-changes.repository.js';

const refusals = new Set(['unauthenticated', 'forbidden']);

/** Makes a new address count when its holder follows the link of the mail. */
@Injectable()
export class EmailConfirmation {
  constructor(
    private readonly database: Database,
    private readonly links: ConfirmedLinks,
    private readonly actors: ActorRepository,
    private readonly access: ProfileAccess,
    private readonly users: UsersRepository,
    private readonly changes: EmailChangesRepository,
    private readonly facts: UserFacts,
    private readonly audit: AuditTrail,
    private readonly offers: OfferEndings,
    private readonly invitations: InvitationsService,
  ) {}

  /** @throws AppError `email_taken` when somebody took the address meanwhile; then nothing is spent */
  async confirm({ token, origin }: RequestOf<typeof emailChangeCalls.confirm>) {
    const link = await this.links.inspect({ token, purpose: 'email_change', origin });
    await this.database.transaction({ accountId: link.accountId }, () => this.apply(link));
    return {};
  }

  private async apply({ accountId, userId, subjectId }: ConfirmedLink): Promise<void> {
    const row = await this.users.lock(accountId, userId);
    if (row === undefined || row.suspended_at !== null) throw new AppError('link_invalid');
    const change = await this.changes.confirm(accountId, userId, subjectId);
    if (change === undefined) throw new AppError('link_invalid');
    await this.requireStillAllowed(row, change);
    await this.audit.record({
      accountId,
      action: 'user.email_changed',
      target: { kind: 'user', id: userId },
      change: { email: { before: row.email, after: change.new_email } },
    });
    // The invitation went to the old address: whoever reads mail there must not come in by it.
    const uninvited = hasOpenInvitation(row) ? await this.invitations.end(row, noInvitation(row)) : row;
    await this.write(uninvited, change);
    await this.offers.endOf(row, { reason: 'email_changed', by: change.requested_by });
  }

  /** A link dies with the right of who asked for it. */
  private async requireStillAllowed(row: SelectedUser, change: SelectedEmailChange): Promise<void> {
    if (change.requested_by === row.id) return;
    try {
      const actor = await this.actors.toRead({ acc: row.account_id, sub: change.requested_by });
      await this.access.requireReaddressing({ actor, row });
    } catch (error) {
      throw error instanceof AppError && refusals.has(error.code) ? new AppError('link_invalid') : error;
    }
  }

  private async write(row: SelectedUser, change: SelectedEmailChange): Promise<void> {
    const { new_email: email } = change;
    const alternateEmails = row.alternate_emails.filter((alternate) => alternate !== email);
    const person = { firstName: row.first_name, lastName: row.last_name, email, alternateEmails };
    await this.facts.publish(row, {
      type: lifecycleEvents.emailChanged,
      data: { userId: row.id, changeId: change.id },
      changes: {
        email,
        search_text: searchTextOf(person),
        alternate_emails: alternateEmails,
      },
    });
  }
}
