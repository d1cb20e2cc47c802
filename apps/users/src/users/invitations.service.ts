import { Inject, Injectable } from '@nestjs/common';
import { userEvents, type Caller } from '#contracts';
import { AppError } from '#errors';
import { Database } from '#postgres';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type UsersConfig } from '../config.js';
import { ActorRepository, type Actor } from '../policy/actor.repository.js';
import { requireEdit, requirePermission } from '../policy/user.policy.js';
import { requireInvitable, requireOpenInvitation } from './invitation.policy.js';
import { stateOf, toVersioned, type SelectedUser } from './user.mapper.js';
import { UserAnnouncements } from './user-announcements.js';
import { UsersRepository, type UserChanges } from './users.repository.js';

/** Sending invitations to people who exist, and taking them back. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly database: Database,
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: UsersConfig,
  ) {}

  /** Runs in the transaction of the command. A new version makes the links of earlier ones dead. */
  async send(caller: Caller, userId: string) {
    const { actor, target } = await this.lock(caller, userId);
    requireInvitable(target);
    const now = new Date();
    const expiresAt = new Date(now.getTime() + this.config.INVITATION_DAYS * 86_400_000);
    const version = target.invitation_version + 1;
    const changes = {
      invitation_version: version,
      invitation_sent_at: now,
      invitation_expires_at: expiresAt,
      invited_by: actor.id,
      invitation_mail_status: 'queued',
      invitation_mail_detail: null,
      invitation_mail_at: now,
    };
    const row = { ...target, ...(await this.users.update(caller.acc, userId, changes)) };
    await this.audit.record({
      accountId: caller.acc,
      action: 'user.invited',
      target: { kind: 'user', id: userId },
      change: { invitationVersion: { before: target.invitation_version, after: version } },
    });
    await this.announcements.publish(userEvents.invited, row, {
      userId,
      invitation: { version, expiresAt: expiresAt.toISOString(), invitedBy: actor.id },
    });
    return toVersioned(row);
  }

  /** The row is what an acceptance at the same time is decided by: whoever holds it first wins. */
  async revoke(caller: Caller, userId: string) {
    return this.database.transaction({ accountId: caller.acc }, async () => {
      const { target } = await this.lock(caller, userId);
      requireOpenInvitation(target);
      const shown = { invitation_sent_at: null, revoked_invitation_sent_at: target.invitation_sent_at };
      return toVersioned(await this.end(target, shown));
    });
  }

  /**
   * Ends an open invitation: nobody comes in by it, auth may have let them in already. Must run in a transaction that
   * holds the row.
   * @param columns what is left of it
   * @returns the row after it
   */
  async end(target: SelectedUser, columns: UserChanges): Promise<SelectedUser> {
    const { account_id: accountId, id: userId, invitation_version: version } = target;
    const ended = { ...columns, revoked_invitation_version: version };
    const row = { ...target, ...(await this.users.update(accountId, userId, ended)) };
    await this.audit.record({
      accountId,
      action: 'user.invitation_revoked',
      target: { kind: 'user', id: userId },
      change: {
        state: { before: stateOf(target), after: stateOf(row) },
        invitationVersion: { before: version, after: null },
      },
    });
    await this.announcements.publish(userEvents.invitationRevoked, row, { userId, invitation: { version } });
    return row;
  }

  /** Decides with both rows held until the transaction ends. @throws AppError `not_found`, `forbidden` */
  private async lock(caller: Caller, userId: string): Promise<{ actor: Actor; target: SelectedUser }> {
    const [actor, target] = await Promise.all([
      this.actors.toWrite(caller, { changed: [userId] }),
      this.users.find(caller.acc, userId),
    ]);
    requirePermission(actor, 'users.manage');
    if (target === undefined) throw new AppError('not_found');
    requireEdit(actor, target);
    return { actor, target };
  }
}
