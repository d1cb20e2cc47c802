import { Inject, Injectable } from '@nestjs/common';
import { userEvents, type Caller } from '#contracts';
import { AppError } from '#errors';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type UsersConfig } from '../config.js';
import { ActorRepository } from '../policy/actor.repository.js';
import { requireEdit, requirePermission } from '../policy/user.policy.js';
import { stateOf, toVersioned, type SelectedUser } from './user.mapper.js';
import { UserAnnouncements } from './user-announcements.js';
import { UsersRepository } from './users.repository.js';

function requireInvitable(row: SelectedUser): void {
  const state = stateOf(row);
  if (state === 'active') throw new AppError('already_active');
  if (state === 'suspended') throw new AppError('conflict', { detail: 'The person is suspended' });
}

/** Sending invitations to people who exist. */
@Injectable()
export class InvitationsService {
  constructor(
    private readonly actors: ActorRepository,
    private readonly users: UsersRepository,
    private readonly announcements: UserAnnouncements,
    private readonly audit: AuditTrail,
    @Inject(CONFIG) private readonly config: UsersConfig,
  ) {}

  /** Runs in the transaction of the command. A new version makes the links of earlier ones dead. */
  async send(caller: Caller, userId: string) {
    const actor = await this.actors.toWrite(caller);
    requirePermission(actor, 'users.manage');
    const target = await this.users.lock(caller.acc, userId);
    if (target === undefined) throw new AppError('not_found');
    requireEdit(actor, target);
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
    await this.users.update(caller.acc, userId, changes);
    const row = { ...target, ...changes, invitation_mail_status: 'queued' as const, version: target.version + 1 };
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
    return toVersioned({ ...row, updated_at: now });
  }
}
